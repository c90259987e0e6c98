using System;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>An echo request that met an error, with the addresses and the identifier that the forwarder was given.</summary>
/// <param name="source">The container's address.</param>
/// <param name="destination">Whom the request was for.</param>
/// <param name="identifier">The container's identifier.</param>
/// <param name="sequence">The sequence number of the request that failed.</param>
/// <param name="payload">As much of the request's data as the error quoted; may be empty. Borrowed for the call.</param>
public readonly ref struct EchoFlow(
    IpAddress source, IpAddress destination, ushort identifier, ushort sequence, ReadOnlySpan<byte> payload)
{
    public IpAddress Source { get; } = source;

    public IpAddress Destination { get; } = destination;

    public ushort Identifier { get; } = identifier;

    public ushort Sequence { get; } = sequence;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
