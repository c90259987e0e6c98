using System.Net;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class IpAddressTests
{
    [TestCase("0.0.0.0")]
    [TestCase("10.0.2.100")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("fd00::64")]
    [TestCase("2001:db8:1:2:3:4:5:6")]
    public void Text_octets_and_the_platforms_type_say_the_same(string text)
    {
        Assert.That(IpAddress.TryParse(text, out IpAddress address));
        Assert.That(address.ToString(), Is.EqualTo(text));
        Assert.That(address.ToIPAddress(), Is.EqualTo(IPAddress.Parse(text)));
        Assert.That(IpAddress.From(IPAddress.Parse(text)), Is.EqualTo(address));
        Assert.That(address.IsV4, Is.EqualTo(text.Contains('.')));

        byte[] octets = new byte[address.IsV4 ? IpAddress.V4Length : IpAddress.V6Length];
        if (address.IsV4)
        {
            address.WriteV4(octets);
        }
        else
        {
            address.WriteV6(octets);
        }

        Assert.That(octets, Is.EqualTo(IPAddress.Parse(text).GetAddressBytes()));
        Assert.That(address.IsV4 ? IpAddress.ReadV4(octets) : IpAddress.ReadV6(octets), Is.EqualTo(address));
    }

    [TestCase("")]
    [TestCase("1")]
    [TestCase("10.1")]
    [TestCase("256.0.0.1")]
    [TestCase("10.0.2.2.3")]
    [TestCase("fe80::1%eth0")]
    [TestCase("[::1]")]
    [TestCase("::1::2")]
    [TestCase("localhost")]
    public void Other_text_is_no_address(string text) => Assert.That(IpAddress.TryParse(text, out _), Is.False);

    [TestCase("127.0.0.1", "loopback")]
    [TestCase("127.255.255.254", "loopback")]
    [TestCase("::1", "loopback")]
    [TestCase("0.0.0.0", "unspecified")]
    [TestCase("::", "unspecified")]
    [TestCase("224.0.0.1", "multicast")]
    [TestCase("239.255.255.255", "multicast")]
    [TestCase("ff02::1", "multicast")]
    [TestCase("128.0.0.1", "none")]
    [TestCase("240.0.0.1", "none")]
    [TestCase("fe80::1", "none")]
    public void An_address_knows_its_kind(string text, string kind)
    {
        Assert.That(IpAddress.TryParse(text, out IpAddress address));
        Assert.That(address.IsLoopback, Is.EqualTo(kind == "loopback"));
        Assert.That(address.IsUnspecified, Is.EqualTo(kind == "unspecified"));
        Assert.That(address.IsMulticast, Is.EqualTo(kind == "multicast"));
    }
}
