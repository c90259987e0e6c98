using System;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// A datagram that met an error, in the container's direction: source is the container. Addresses are those that
/// the forwarder was given, so whoever rewrote the destination on the way out writes it back here.
/// </summary>
/// <param name="source">The container's address.</param>
/// <param name="sourcePort">The container's port.</param>
/// <param name="destination">Whom the datagram was for.</param>
/// <param name="destinationPort">The port there.</param>
/// <param name="payload">As much of the payload as the error quoted; may be empty. Borrowed for the call.</param>
public readonly ref struct UdpFlow(
    IpAddress source, ushort sourcePort, IpAddress destination, ushort destinationPort, ReadOnlySpan<byte> payload)
{
    public IpAddress Source { get; } = source;

    public ushort SourcePort { get; } = sourcePort;

    public IpAddress Destination { get; } = destination;

    public ushort DestinationPort { get; } = destinationPort;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
