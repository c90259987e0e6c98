using System;
using System.Buffers.Binary;
using System.Diagnostics;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Domain names as octets on the wire: labels, each behind its length, ended by the empty label (RFC 1035 §3.1).
/// An <em>uncompressed</em> name is the key type everywhere in the stack: it needs no decoding, and since a length octet is at most
/// 63, which is below 'A', folding the case of every octet folds exactly the letters (RFC 4343 §3).
/// </summary>
public static class DnsName
{
    /// <summary>Octets of the longest name, the empty label included (RFC 1035 §2.3.4).</summary>
    public const int MaximumLength = 255;

    /// <summary>Octets of the longest label.</summary>
    public const int MaximumLabelLength = 63;

    /// <summary>Octets of a compression pointer.</summary>
    public const int PointerLength = 2;

    private const byte PointerBits = 0xC0;

    /// <summary>Finds where the uncompressed name at the start of <paramref name="octets"/> ends. A pointer is an error here.</summary>
    public static WireError TryMeasure(ReadOnlySpan<byte> octets, out int length)
    {
        int at = 0;
        length = 0;
        while (at < octets.Length)
        {
            int label = octets[at];
            if (label > MaximumLabelLength)
            {
                return WireError.BadValue;
            }

            at += label + 1;
            if (at > MaximumLength)
            {
                return WireError.BadLength;
            }

            if (label == 0)
            {
                length = at;
                return WireError.None;
            }
        }

        return WireError.Truncated;
    }

    /// <summary>Finds where the name at <paramref name="offset"/> ends in the message, without following a pointer.</summary>
    public static WireError TrySkip(ReadOnlySpan<byte> message, int offset, out int next)
    {
        int at = offset;
        next = offset;
        while ((uint)at < (uint)message.Length)
        {
            int label = message[at];
            if (label >= PointerBits)
            {
                next = at + PointerLength;
                return next <= message.Length ? WireError.None : WireError.Truncated;
            }

            if (label > MaximumLabelLength)
            {
                return WireError.BadValue;
            }

            at += label + 1;
            if (at - offset > MaximumLength)
            {
                return WireError.BadLength;
            }

            if (label == 0)
            {
                next = at;
                return WireError.None;
            }
        }

        return WireError.Truncated;
    }

    /// <summary>
    /// Writes the name at <paramref name="offset"/> without compression. RFC 1035 §4.1.4: a pointer is to a <em>prior</em> occurrence;
    /// here every pointer must go further back than the one before, so a loop cannot exist and work is bounded by the name's length.
    /// </summary>
    /// <param name="message">The whole message, from its header.</param>
    /// <param name="offset">Where the name begins in it.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> octets.</param>
    /// <param name="length">Octets written.</param>
    /// <param name="next">Where the message goes on behind the name.</param>
    public static WireError TryExpand(ReadOnlySpan<byte> message, int offset, Span<byte> destination, out int length, out int next)
    {
        Debug.Assert(destination.Length >= MaximumLength, "A name needs room for 255 octets.");
        length = 0;
        WireError error = TrySkip(message, offset, out next);
        if (error is not WireError.None)
        {
            return error;
        }

        int at = offset;
        int floor = offset;
        while ((uint)at < (uint)message.Length)
        {
            int label = message[at];
            if (label >= PointerBits)
            {
                if (at + PointerLength > message.Length)
                {
                    return WireError.Truncated;
                }

                int target = BinaryPrimitives.ReadUInt16BigEndian(message[at..]) & 0x3FFF;
                if (target >= floor || target < DnsHeader.Length)
                {
                    return WireError.BadValue;
                }

                at = floor = target;
                continue;
            }

            error = CopyLabel(message, at, destination, ref length);
            if (error is not WireError.None || label == 0)
            {
                return error;
            }

            at += label + 1;
        }

        return WireError.Truncated;
    }

    /// <summary>Equality of two uncompressed names; ASCII letters match in either case (RFC 4343 §3).</summary>
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        while (a.Length >= sizeof(ulong))
        {
            if (Fold(BinaryPrimitives.ReadUInt64LittleEndian(a)) != Fold(BinaryPrimitives.ReadUInt64LittleEndian(b)))
            {
                return false;
            }

            a = a[sizeof(ulong)..];
            b = b[sizeof(ulong)..];
        }

        return ReadTail(a) == ReadTail(b);
    }

    /// <summary>
    /// A hash that agrees with <see cref="AreEqual"/>. A secret <paramref name="seed"/> keeps a client from choosing
    /// collisions.
    /// </summary>
    public static int Hash(ReadOnlySpan<byte> name, ulong seed)
    {
        ulong hash = seed ^ (uint)name.Length;
        while (name.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ Fold(BinaryPrimitives.ReadUInt64LittleEndian(name)));
            name = name[sizeof(ulong)..];
        }

        hash = Mix(hash ^ ReadTail(name));
        return (int)(hash ^ hash >> 32);
    }

    /// <summary>
    /// True when the uncompressed <paramref name="name"/> is <paramref name="zone"/> or below it; <paramref name="at"/> is where the
    /// zone's name begins in it.
    /// </summary>
    public static bool IsWithin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> zone, out int at)
    {
        int start = name.Length - zone.Length;
        at = 0;
        if (start < 0 || !AreEqual(name[start..], zone))
        {
            return false;
        }

        // The octets match, but "notlocalhost" is not below "localhost": the suffix has to begin at a label.
        while (at < start)
        {
            at += name[at] + 1;
        }

        bool atLabel = at == start;
        at = atLabel ? start : 0;
        return atLabel;
    }

    private static WireError CopyLabel(ReadOnlySpan<byte> message, int at, Span<byte> destination, ref int length)
    {
        int size = message[at] + 1;
        if (size > MaximumLabelLength + 1)
        {
            return WireError.BadValue;
        }

        if (at + size > message.Length)
        {
            return WireError.Truncated;
        }

        if (length + size > MaximumLength)
        {
            return WireError.BadLength;
        }

        message.Slice(at, size).CopyTo(destination[length..]);
        length += size;
        return WireError.None;
    }

    /// <summary>Lower-cases the ASCII letters among eight octets at once.</summary>
    private static ulong Fold(ulong octets)
    {
        const ulong Ones = 0x0101_0101_0101_0101;
        const ulong HighBits = 0x80 * Ones;
        ulong low = octets & ~HighBits;
        ulong aboveZ = low + (0x7F - 'Z') * Ones;
        ulong fromA = low + (0x80 - 'A') * Ones;
        ulong upper = (fromA ^ aboveZ) & ~octets & HighBits;
        return octets | upper >> 2;
    }

    private static ulong ReadTail(ReadOnlySpan<byte> tail)
    {
        ulong value = 0;
        foreach (byte octet in tail)
        {
            value = value << 8 | octet;
        }

        return Fold(value);
    }

    private static ulong Mix(ulong value)
    {
        value *= 0x9E37_79B9_7F4A_7C15;
        return value ^ value >> 32;
    }
}
