using NetKit.Netstack.Link;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

/// <summary>A frame that a node sent, read by somebody else's parser.</summary>
internal sealed record SentFrame(byte[] Octets, FrameOffload Offload)
{
    public EthernetPacket Ethernet => (EthernetPacket)Packet.ParsePacket(LinkLayers.Ethernet, Octets);

    public ArpPacket Arp => Ethernet.Extract<ArpPacket>();

    public IPv4Packet Ip => Ethernet.Extract<IPv4Packet>();

    public UdpPacket Udp => Ethernet.Extract<UdpPacket>();

    public TcpPacket Tcp => Ethernet.Extract<TcpPacket>();

    public IcmpV4Packet Icmp => Ethernet.Extract<IcmpV4Packet>();

    /// <summary>All checksums are complete and right.</summary>
    public SentFrame IsSound()
    {
        Assert.That(Ip.ValidChecksum);
        Assert.That(Ip.TotalLength, Is.EqualTo(Octets.Length - 14));
        Assert.That(Udp is not { ValidUdpChecksum: false }, "UDP checksum");
        Assert.That(Tcp is not { ValidTcpChecksum: false }, "TCP checksum");
        Assert.That((Offload.NeedsChecksum, Offload.Segmentation), Is.EqualTo((false, SegmentationKind.None)));
        return this;
    }
}
