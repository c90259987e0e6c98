using System.Linq;
using System.Net;
using NetKit.Control.Ports;
using NUnit.Framework;

namespace NetKit.Control.Tests.Ports;

/// <summary>Docker's grammar for published ports.</summary>
public sealed class PortSpecTests
{
    [TestCase("8080:80", "8080:80")]
    [TestCase("80", "0:80")]
    [TestCase(":80", "0:80")]
    [TestCase("0:80", "0:80")]
    [TestCase("8080:80/tcp", "8080:80")]
    [TestCase("8080:80/TCP", "8080:80")]
    [TestCase("5353:53/udp", "5353:53/udp")]
    [TestCase("53/udp", "0:53/udp")]
    [TestCase("127.0.0.1:8080:80", "127.0.0.1:8080:80")]
    [TestCase("127.0.0.1::80", "127.0.0.1:0:80")]
    [TestCase("0.0.0.0:8080:80", "0.0.0.0:8080:80")]
    [TestCase("[::1]:8080:80", "[::1]:8080:80")]
    [TestCase("[::]::80/udp", "[::]:0:80/udp")]
    [TestCase("8000-8001:9000-9001", "8000:9000 8001:9001")]
    [TestCase("127.0.0.1:8000-8001:9000-9001/udp", "127.0.0.1:8000:9000/udp 127.0.0.1:8001:9001/udp")]
    [TestCase("9000-9002", "0:9000 0:9001 0:9002")]
    [TestCase("8000-8009:80", "8000-8009:80")]
    [TestCase("65535:65535", "65535:65535")]
    [TestCase("80-80:90-90", "80:90")]
    public void A_specification_expands_to_ports(string text, string expected)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out string? error), Is.True, error);
        Assert.That(string.Join(' ', spec!.Expand()), Is.EqualTo(expected));
    }

    [TestCase("", "A port to publish is missing: write e.g. 8080:80, 127.0.0.1:8000-8009:9000-9009 or 5353:53/udp.")]
    [TestCase("x:80", "The host port 'x' in 'x:80' is not a number up to 65535")]
    [TestCase("65536:80", "The host port '65536' in '65536:80' is not a number up to 65535")]
    [TestCase("-1:80", "The host port '-1' in '-1:80' is not a number up to 65535")]
    [TestCase("+1:80", "The host port '+1' in '+1:80' is not a number up to 65535")]
    [TestCase("8080:", "The container port in '8080:' is missing")]
    [TestCase("8080:99999", "The container port '99999' in '8080:99999' is not a number up to 65535")]
    [TestCase("8080:0", "The container port in '8080:0' cannot be 0")]
    [TestCase("0", "The container port in '0' cannot be 0")]
    [TestCase("8080:80/sctp", "The protocol 'sctp' in '8080:80/sctp' is neither tcp nor udp")]
    [TestCase("8080:80/", "The protocol '' in '8080:80/' is neither tcp nor udp")]
    [TestCase("8009-8000:9000-9009", "The host ports '8009-8000' in '8009-8000:9000-9009' run backwards")]
    [TestCase("8000-8009:9009-9000", "The container ports '9009-9000' in '8000-8009:9009-9000' run backwards")]
    [TestCase("0-9:9000-9009", "The host ports '0-9' in '0-9:9000-9009' begin with 0, which is no port")]
    [TestCase("8000-8001:9000-9002", "'8000-8001:9000-9002' pairs 2 host ports with 3 container ports: make the ranges equally long.")]
    [TestCase("1-2000:1-2000", "'1-2000:1-2000' publishes 2000 ports, and at most 1024 go into one range: split it.")]
    [TestCase("localhost:8080:80", "The host address 'localhost' in 'localhost:8080:80' is not an IP address")]
    [TestCase("127.1:8080:80", "The host address '127.1' in '127.1:8080:80' is not an IP address")]
    [TestCase(":8080:80", "The host address '' in ':8080:80' is not an IP address")]
    [TestCase("[127.0.0.1]:8080:80", "The host address '[127.0.0.1]' in '[127.0.0.1]:8080:80' is not an IP address")]
    [TestCase("[fe80::1%eth0]:8080:80", "The host address '[fe80::1%eth0]' in '[fe80::1%eth0]:8080:80' is not an IP address")]
    [TestCase("::1:8080:80", "'::1:8080:80' has too many parts between colons; an IPv6 address goes into brackets")]
    [TestCase("1:2:3:4", "'1:2:3:4' has too many parts between colons")]
    [TestCase("[::1]:1:2:3", "'[::1]:1:2:3' has too many parts between colons")]
    [TestCase("[::1:8080:80", "The address in '[::1:8080:80' needs a closing bracket and a colon after it")]
    [TestCase("[::1]", "The address in '[::1]' needs a closing bracket and a colon after it")]
    [TestCase("[::1]8080:80", "The address in '[::1]8080:80' needs a closing bracket and a colon after it")]
    [TestCase("[::1]:80", "'[::1]:80' has an address but no host port after it")]
    public void What_is_wrong_is_named(string text, string sentence)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out string? error), Is.False);
        Assert.That(spec, Is.Null);
        Assert.That(error, Does.StartWith(sentence).And.EndsWith(".").And.Not.Contains("\n"));
    }

    [Test]
    public void A_text_without_end_is_refused_unread() =>
        Assert.That(PortSpec.TryParse(new string('1', 10_000), out _, out string? error), Is.False, error);

    [Test]
    public void Without_an_address_only_this_host_is_served() =>
        Assert.That(Only("8080:80").EffectiveHostAddress, Is.EqualTo(IPAddress.Loopback));

    [Test]
    public void The_longest_range_is_allowed()
    {
        Assert.That(PortSpec.TryParse("1-1024:1-1024", out PortSpec? spec, out string? error), Is.True, error);
        Assert.That(spec!.Expand().Count(), Is.EqualTo(PortSpec.MaximumPorts));
    }

    private static PublishedPort Only(string text)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out string? error), Is.True, error);
        return spec!.Expand().Single();
    }
}
