using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// Cuts a TCP byte stream into messages: each stands behind its length in two octets (RFC 1035 §4.2.2), and several may be under way at
/// once (RFC 7766 §6.2.1.1). Holds at most one message that is not complete, so memory is bounded by <see cref="MaximumMessage"/>.
/// </summary>
/// <remarks>
/// Use: write what was received; while <see cref="TryRead"/> gives messages, handle them; write the rest.
/// <see cref="Write"/> always takes something once all messages were read.
/// </remarks>
public sealed class DnsStreamFramer
{
    /// <summary>Octets of the length in front of every message.</summary>
    public const int PrefixLength = 2;

    /// <summary>Octets of the longest message.</summary>
    public const int MaximumMessage = ushort.MaxValue;

    private const int InitialCapacity = 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Octets that wait for the rest of their message.</summary>
    public int Pending => _end - _start;

    public static void WritePrefix(Span<byte> destination, int length) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)length));

    /// <summary>Takes octets from the front of <paramref name="octets"/> and returns how many; invalidates messages read before.</summary>
    public int Write(ReadOnlySpan<byte> octets)
    {
        _buffer.AsSpan(_start, Pending).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int wanted = Math.Min(_end + octets.Length, PrefixLength + MaximumMessage);
        if (wanted > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(Math.Max(wanted * 2, InitialCapacity), PrefixLength + MaximumMessage));
        }

        int taken = Math.Min(octets.Length, _buffer.Length - _end);
        octets[..taken].CopyTo(_buffer.AsSpan(_end));
        _end += taken;
        return taken;
    }

    /// <summary>Gives the next complete message, valid until the next <see cref="Write"/>. It may be empty: that is the peer's doing.</summary>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (Pending < PrefixLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start));
        if (Pending < PrefixLength + length)
        {
            return false;
        }

        message = _buffer.AsSpan(_start + PrefixLength, length);
        _start += PrefixLength + length;
        return true;
    }
}
