using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class IpPrefixTests
{
    [TestCase("10.0.2.7/24", "10.0.2.0/24")]
    [TestCase("10.0.2.7/32", "10.0.2.7/32")]
    [TestCase("10.0.2.7/0", "0.0.0.0/0")]
    [TestCase("192.168.65.255/25", "192.168.65.128/25")]
    [TestCase("fd00::64/64", "fd00::/64")]
    [TestCase("fd00:0:0:0:ffff::/65", "fd00::8000:0:0:0/65")]
    [TestCase("fd00::64/0", "::/0")]
    [TestCase("fd00::64/128", "fd00::64/128")]
    public void Host_bits_are_cleared(string text, string expected)
    {
        Assert.That(IpPrefix.TryParse(text, out IpPrefix prefix));
        Assert.That(prefix.ToString(), Is.EqualTo(expected));
    }

    [TestCase("10.0.2.0")]
    [TestCase("10.0.2.0/")]
    [TestCase("10.0.2.0/33")]
    [TestCase("10.0.2.0/-1")]
    [TestCase("fd00::/129")]
    [TestCase("/24")]
    public void Other_text_is_no_prefix(string text) => Assert.That(IpPrefix.TryParse(text, out _), Is.False);

    [TestCase("10.0.2.0/24", "10.0.2.255", true)]
    [TestCase("10.0.2.0/24", "10.0.3.0", false)]
    [TestCase("0.0.0.0/0", "8.8.8.8", true)]
    [TestCase("0.0.0.0/0", "fd00::1", false)]
    [TestCase("::/0", "8.8.8.8", false)]
    [TestCase("fd00::/64", "fd00::ffff:ffff:ffff:ffff", true)]
    [TestCase("fd00::/64", "fd00:0:0:1::", false)]
    [TestCase("fd00::/8", "fdff::", true)]
    public void A_prefix_holds_the_addresses_of_its_family_that_begin_like_it(string prefix, string address, bool held)
    {
        Assert.That(IpPrefix.TryParse(prefix, out IpPrefix network));
        Assert.That(IpAddress.TryParse(address, out IpAddress member));
        Assert.That(network.Contains(member), Is.EqualTo(held));
    }

    [Test]
    public void Mask_broadcast_and_numbered_addresses_follow_from_the_prefix()
    {
        Assert.That(IpPrefix.TryParse("10.0.2.0/23", out IpPrefix prefix));
        Assert.That(prefix.MaskV4, Is.EqualTo(0xFFFFFE00));
        Assert.That(prefix.BroadcastV4, Is.EqualTo(IpAddress.FromV4(10, 0, 3, 255)));
        Assert.That(prefix.At(258), Is.EqualTo(IpAddress.FromV4(10, 0, 3, 2)));
    }
}
