using NetKit.Cli.Options;
using NetKit.Cli.Running;
using NetKit.Forwarding.Endpoints;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Options;

/// <summary>What <c>-6</c> makes of a network, and what it does not go with.</summary>
public sealed class Ipv6PlanTests
{
    [TestCase("fd00::/64", "fd00::/64 fd00::2 fd00::3 fd00::64")]
    [TestCase("fd12:3456:789a:1::5/64", "fd12:3456:789a:1::/64 fd12:3456:789a:1::2 fd12:3456:789a:1::3 fd12:3456:789a:1::64")]
    [TestCase("2001:db8:1::/48", "2001:db8:1::/48 2001:db8:1::2 2001:db8:1::3 2001:db8:1::64")]
    [TestCase("fd00::ff00/120", "fd00::ff00/120 fd00::ff02 fd00::ff03 fd00::ff64")]
    public void A_prefix_brings_its_addresses(string prefix, string expected) =>
        Assert.That(Describe(new NetworkChoices { Ipv6 = prefix }), Is.EqualTo(expected));

    [Test]
    public void Every_option_takes_an_address_of_each_family()
    {
        NetworkChoices choices = new()
        {
            Ipv6 = "fd01::/64",
            Gateway = ["10.0.2.1", "fd01::1"],
            Dns = ["fd01::53", "10.0.2.53"],
            Address = ["fd01::9"],
            Mtu = "1280",
        };
        NetworkSettings settings = NetworkPlan.Create(choices, "x").Settings;
        Assert.That(Describe(choices), Is.EqualTo("fd01::/64 fd01::1 fd01::53 fd01::9"));
        Assert.That($"{settings.Gateway} {settings.Dns} {settings.Address}", Is.EqualTo("10.0.2.1 10.0.2.53 10.0.2.100"));
    }

    [Test]
    public void Without_dns_there_is_none_in_either_family() =>
        Assert.That(Describe(new NetworkChoices { Ipv6 = "fd00::/64", Dns = ["none"] }), Is.EqualTo("fd00::/64 fd00::2  fd00::64"));

    [Test]
    public void Unasked_there_is_no_ipv6() => Assert.That(Describe(new NetworkChoices()), Is.EqualTo("   "));

    [TestCase("x", "--ipv6 x is not an IPv6 network: write e.g. fd00::/64.")]
    [TestCase("fd00::1", "--ipv6 fd00::1 is not an IPv6 network: write e.g. fd00::/64.")]
    [TestCase("10.0.0.0/8", "--ipv6 10.0.0.0/8 is not an IPv6 network: write e.g. fd00::/64.")]
    [TestCase("::ffff:10.0.0.0/120", "--ipv6 ::ffff:10.0.0.0/120 is not an IPv6 network: write e.g. fd00::/64.")]
    [TestCase("fd00::/121", "--ipv6 fd00::/121 must be from /16 to /120")]
    [TestCase("f000::/8", "--ipv6 f000::/8 must be from /16 to /120")]
    [TestCase("fe80::/64", "--ipv6 fe80::/64 cannot be used for a network")]
    [TestCase("ff02::/64", "--ipv6 ff02::/64 cannot be used for a network")]
    [TestCase("::/64", "--ipv6 ::/64 cannot be used for a network")]
    public void A_prefix_that_cannot_be_used_is_named(string prefix, string sentence) =>
        Refuses(new NetworkChoices { Ipv6 = prefix }, sentence);

    [Test]
    public void Choices_that_contradict_each_other_are_named()
    {
        NetworkChoices asked = new() { Ipv6 = "fd00::/64" };
        Refuses(asked with { Mtu = "1279" }, "--mtu 1279 is too small for IPv6, which takes at least 1280: choose more, or leave out -6.");
        Refuses(asked with { Gateway = ["fd01::1"] }, "--gateway fd01::1 is not in the network fd00::/64: choose an address of it");
        Refuses(asked with { Address = ["fd00::"] }, "--address fd00:: is the network's own address: choose another.");
        Refuses(asked with { Dns = ["fd00::64"] }, "DNS and the container both have the address fd00::64: choose another --dns.");
        Refuses(asked with { Dns = ["fd00::4", "fd00::5"] }, "--dns fd00::5 is the second of its family: an option");
        Refuses(asked with { Gateway = ["fd00::64"] }, "The container and the gateway both have the address fd00::64");
        Refuses(new() { Gateway = ["fd00::1"] }, "--gateway fd00::1 is an IPv6 address: add --ipv6 PREFIX with the network that it is in.");
    }

    [Test]
    public void The_inside_of_run_is_told()
    {
        NetworkPlan plan = NetworkPlan.Create(new NetworkChoices { Ipv6 = "fd07::/64" }, "x");
        string[] arguments = [.. RunHelperSettings.Of(plan, new LifeChoices(null, null, null, null, false)).ToArguments(["true"])];
        Assert.That(RunHelperSettings.TryParse(arguments, out RunHelperSettings? received, out _), Is.True);
        Assert.That(
            $"{received!.Tap.AddressV6}/{received.Tap.PrefixLengthV6} {received.Tap.GatewayV6}", Is.EqualTo("fd07::64/64 fd07::2"));
    }

    private static string Describe(NetworkChoices choices)
    {
        NetworkSettings settings = NetworkPlan.Create(choices, "x").Settings;
        return $"{settings.PrefixV6} {settings.GatewayV6} {settings.DnsV6} {settings.AddressV6}";
    }

    private static void Refuses(NetworkChoices choices, string sentence) => Assert.That(
        () => NetworkPlan.Create(choices, "x"),
        Throws.TypeOf<UsageException>().With.Message.StartsWith(sentence).And.Message.EndsWith("."));
}
