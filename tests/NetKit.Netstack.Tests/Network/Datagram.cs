using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network;

/// <summary>A datagram that a node handed over, kept.</summary>
internal sealed record Datagram(
    IpAddress Source, ushort SourcePort, IpAddress Destination, ushort DestinationPort, byte TimeToLive, bool DontFragment, int SegmentSize)
{
    public byte[] Payload { get; init; } = [];

    public static Datagram Of(in UdpDatagram datagram) => new(
        datagram.Source, datagram.SourcePort, datagram.Destination, datagram.DestinationPort, datagram.TimeToLive,
        datagram.DontFragment, datagram.SegmentSize)
    {
        Payload = datagram.Payload.ToArray(),
    };
}
