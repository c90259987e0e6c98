using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Storage;

namespace NetKit.Links.Vm;

/// <summary>
/// Frames on their way into a stream, each with its length in front, so that many leave with one system call and none is ever cut off: what the socket
/// does not take stays here. Bounded, and without memory while it is empty.
/// </summary>
public sealed class FrameGatherer(LengthPrefix prefix)
{
    /// <summary>
    /// Octets that may wait: about what a guest's TCP promises to take of one connection (tcp_rmem), so that the sender is slowed down by the guest's
    /// window rather than by losses.
    /// </summary>
    public const int Capacity = 4 << 20;

    // What the longest super-frame comes to when it is cut for the shortest segments that are used: 48 octets of payload (TcpSettings.MinimumSegmentSize).
    private const int Reserve = 4 * FrameCutter.LargestFrame;

    private const int Step = 256 << 10;

    private readonly OctetRing _waiting = new(new BufferPool(Capacity));

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _waiting.Length == 0;

    /// <summary>Octets that wait, lengths included.</summary>
    public int Length => _waiting.Length;

    /// <summary>There may be no room for all the pieces of another super-frame.</summary>
    public bool IsNearlyFull => Capacity - _waiting.Length < Reserve;

    /// <summary>Puts a frame behind the others; false: there is no room.</summary>
    public bool TryAdd(in OutgoingFrame frame)
    {
        int front = prefix.Octets();
        int length = frame.Length;
        int needed = _waiting.Length + front + length;
        if (needed > Capacity || (needed > _waiting.Capacity && !_waiting.TryGrow(Math.Max(needed, Step))))
        {
            return false;
        }

        _waiting.GetWritable(front + length, out Span<byte> whole, out Span<byte> rest);
        if (rest.IsEmpty)
        {
            prefix.Write(whole, length);
            Write(frame, whole[front..]);
        }
        else
        {
            WriteRound(frame, front);
        }

        _waiting.Commit(front + length);
        return true;
    }

    private static void Write(in OutgoingFrame frame, Span<byte> room)
    {
        frame.Headers.CopyTo(room);
        room = room[frame.Headers.Length..];
        frame.Payload.CopyTo(room);
        frame.PayloadRest.CopyTo(room[frame.Payload.Length..]);
    }

    private void WriteRound(in OutgoingFrame frame, int front)
    {
        Span<byte> octets = stackalloc byte[LengthPrefixes.Longest];
        prefix.Write(octets, frame.Length);
        int at = _waiting.Length;
        _waiting.WriteAt(at, octets[..front]);
        _waiting.WriteAt(at += front, frame.Headers);
        _waiting.WriteAt(at += frame.Headers.Length, frame.Payload);
        _waiting.WriteAt(at + frame.Payload.Length, frame.PayloadRest);
    }

    /// <summary>What is to be sent next, in up to two pieces; valid until the next call.</summary>
    public void GetWaiting(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest) =>
        _waiting.GetReadable(0, _waiting.Length, out first, out rest);

    /// <summary>So many octets have been sent.</summary>
    public void Remove(int octets)
    {
        _waiting.Consume(octets);
        if (IsEmpty)
        {
            // The next frame is written to the beginning of a buffer that the cache knows.
            _waiting.Release();
        }
    }

    /// <summary>Forgets what waits: nobody will take it.</summary>
    public void Clear() => _waiting.Release();
}
