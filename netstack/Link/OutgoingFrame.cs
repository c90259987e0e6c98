using System;

namespace NetKit.Netstack.Link;

/// <summary>
/// A frame to send, gathered from up to three places so that payload is never copied together: the headers, and a
/// payload that may wrap round the end of a ring. The device does not keep the spans.
/// </summary>
public readonly ref struct OutgoingFrame(
    ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> payloadRest, FrameOffload offload)
{
    public ReadOnlySpan<byte> Headers { get; } = headers;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<byte> PayloadRest { get; } = payloadRest;

    public FrameOffload Offload { get; } = offload;

    /// <summary>Octets of the whole frame.</summary>
    public int Length => Headers.Length + Payload.Length + PayloadRest.Length;
}
