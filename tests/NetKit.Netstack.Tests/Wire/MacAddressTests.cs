using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class MacAddressTests
{
    [Test]
    public void Octets_and_text_say_the_same()
    {
        byte[] octets = Octets.Of("52 54 00 0a 0b fc");
        MacAddress address = MacAddress.Read(octets);
        byte[] written = new byte[MacAddress.Length];
        address.WriteTo(written);
        Assert.That(written, Is.EqualTo(octets));
        Assert.That(address.ToString(), Is.EqualTo("52:54:00:0a:0b:fc"));
        Assert.That(MacAddress.TryParse("52-54-00-0A-0B-FC", out MacAddress parsed));
        Assert.That(parsed, Is.EqualTo(address));
    }

    [TestCase("")]
    [TestCase("52:54:00:0a:0b")]
    [TestCase("52:54:00:0a:0b:fc:00")]
    [TestCase("5:254:00:0a:0b:fc")]
    [TestCase("52.54.00.0a.0b.fc")]
    [TestCase("52:54:00:0a:0b:fg")]
    [TestCase("52:54:00:0a:0b:+c")]
    public void Other_text_is_no_address(string text) => Assert.That(MacAddress.TryParse(text, out _), Is.False);

    [Test]
    public void The_group_bit_is_the_last_of_the_first_octet()
    {
        Assert.That(MacAddress.Broadcast.IsMulticast);
        Assert.That(new MacAddress(0x0100_5E00_0001).IsMulticast);
        Assert.That(new MacAddress(0x5254_0000_0001).IsMulticast, Is.False);
    }
}
