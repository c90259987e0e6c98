using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Wire;

public sealed class EthernetTests
{
    private static readonly byte[] Frame = Octets.Of("5254000a0002 5254000a0064 0800 4500");

    private static readonly EthernetHeader Header =
        new(new MacAddress(0x5254_000A_0002), new MacAddress(0x5254_000A_0064), EtherType.Ipv4);

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(EthernetView.TryCreate(Frame, out EthernetView view), Is.EqualTo(WireError.None));
        Assert.That(view.Destination, Is.EqualTo(Header.Destination));
        Assert.That(view.Source, Is.EqualTo(Header.Source));
        Assert.That(view.Type, Is.EqualTo(EtherType.Ipv4));
        Assert.That(view.Payload.ToArray(), Is.EqualTo(new byte[] { 0x45, 0x00 }));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[EthernetHeader.Length];
        Header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Frame[..EthernetHeader.Length]));
    }

    [Test]
    public void Every_truncation_is_rejected() =>
        Truncations.AreAllRejected(Frame, EthernetHeader.Length, octets => EthernetView.TryCreate(octets, out _));

    [Test]
    public void PacketDotNet_reads_what_is_emitted()
    {
        byte[] octets = new byte[EthernetHeader.Length + 46];
        (Header with { Type = EtherType.Arp }).Emit(octets);
        EthernetPacket packet = (EthernetPacket)Packet.ParsePacket(LinkLayers.Ethernet, octets);
        Assert.That(packet.DestinationHardwareAddress.ToString(), Is.EqualTo("5254000A0002"));
        Assert.That(packet.SourceHardwareAddress.ToString(), Is.EqualTo("5254000A0064"));
        Assert.That(packet.Type, Is.EqualTo(EthernetType.Arp));
    }
}
