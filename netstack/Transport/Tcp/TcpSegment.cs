using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// A segment to be sent, its payload still in the send queue. It may be longer than one segment on the wire: then the
/// link cuts it into pieces of <see cref="SegmentSize"/>. Valid until the connection is touched again.
/// </summary>
internal ref struct TcpSegment
{
    public TcpHeader Header;
    public ReadOnlySpan<byte> Payload;

    /// <summary>What follows <see cref="Payload"/> where it wraps round the end of the queue.</summary>
    public ReadOnlySpan<byte> PayloadRest;

    /// <summary>Octets of payload in each piece.</summary>
    public int SegmentSize;

    /// <summary>Where the payload stands in the stream of the sender.</summary>
    public long Position;

    /// <summary>The right edge of the receive window that the header promises.</summary>
    public long Edge;

    /// <summary>Routers may mark it: ECT(0) (RFC 3168 §5).</summary>
    public bool IsEcnCapable;

    public readonly int PayloadLength => Payload.Length + PayloadRest.Length;

    public readonly bool Has(TcpFlags flags) => (Header.Flags & flags) == flags;
}
