using System.Linq;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dns;

[TestFixture]
internal sealed class HostsFileTests
{
    private static readonly IpAddress Host = IpAddress.FromV4(10, 0, 2, 2);

    private static string[] Parse(string text) =>
        [.. HostsFile.Parse(text, [Host]).Select(static host => $"{host.Name}={string.Join(',', host.Addresses)}")];

    [Test]
    public void Names_and_aliases_are_read_whatever_the_white_space()
    {
        string text = "192.0.2.1 a b\n\t192.0.2.2\t\tc \r\n2001:db8::1 d# comment\n#192.0.2.3 e\n\n192.0.2.4 f";
        Assert.That(Parse(text), Is.EqualTo(new[] { "a=192.0.2.1", "b=192.0.2.1", "c=192.0.2.2", "d=2001:db8::1", "f=192.0.2.4" }));
    }

    [TestCase("")]
    [TestCase("\n\n")]
    [TestCase("192.0.2.1")]
    [TestCase("192.0.2.1 # name")]
    [TestCase("name 192.0.2.1")]
    [TestCase("300.0.2.1 name")]
    [TestCase("fe80::1%lo0 name")]
    public void A_line_that_says_nothing_is_skipped(string text) => Assert.That(Parse(text), Is.Empty);

    [Test]
    public void The_hosts_own_loopback_is_the_host_and_a_family_it_lacks_is_left_out() =>
        Assert.That(Parse("127.0.1.1 box\n::1 box\n0.0.0.0 ads"), Is.EqualTo(new[] { "box=10.0.2.2", "ads=0.0.0.0" }));

    [Test]
    public void A_table_adds_up_addresses_and_knows_the_first_name_of_each()
    {
        DnsHostTable table = new(HostsFile.Parse("192.0.2.1 One uno\n192.0.2.2 one\n192.0.2.1 ONE\n192.0.2.9 bad..name", [Host]), 1);
        Assert.That(table.Count, Is.EqualTo(2));
        Assert.That(table.TryFindAddresses("\u0003oNe\0"u8, out var addresses), Is.True);
        Assert.That(addresses, Is.EqualTo(new[] { IpAddress.FromV4(192, 0, 2, 1), IpAddress.FromV4(192, 0, 2, 2) }));
        Assert.That(table.TryFindName(IpAddress.FromV4(192, 0, 2, 1), out byte[]? name), Is.True);
        Assert.That(name, Is.EqualTo("\u0003One\0"u8.ToArray()));
        Assert.That(table.TryFindName(IpAddress.FromV4(192, 0, 2, 9), out _), Is.False);
    }
}
