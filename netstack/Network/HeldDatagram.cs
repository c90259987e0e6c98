using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A datagram that waits for its receiver's link address, without its payload.</summary>
internal readonly record struct HeldDatagram(
    IpAddress Source, ushort SourcePort, IpAddress Destination, ushort DestinationPort, byte TimeToLive, byte TrafficClass)
{
    public UdpDatagram With(ReadOnlySpan<byte> payload) => new()
    {
        Source = Source,
        SourcePort = SourcePort,
        Destination = Destination,
        DestinationPort = DestinationPort,
        TimeToLive = TimeToLive,
        TrafficClass = TrafficClass,
        Payload = payload,
    };
}
