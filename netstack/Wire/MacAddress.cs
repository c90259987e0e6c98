using System;
using System.Buffers.Binary;
using System.Globalization;

namespace NetKit.Netstack.Wire;

/// <summary>An Ethernet address, held in the low 48 bits of <see cref="Value"/> in transmission order.</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Octets of an address on the wire.</summary>
    public const int Length = 6;

    public static MacAddress Broadcast => new(0xFFFF_FFFF_FFFF);

    /// <summary>The group bit: the first one on the wire (IEEE 802-2014 §8.2.2). Broadcast has it too.</summary>
    public bool IsMulticast => (Value >> 40 & 1) != 0;

    /// <summary>Reads the first six octets; the caller has checked that they are there.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> octets) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(octets) << 32 | BinaryPrimitives.ReadUInt32BigEndian(octets[2..]));

    /// <summary>Where frames for a multicast group go (RFC 1112 §6.4, RFC 2464 §7).</summary>
    public static MacAddress OfGroup(IpAddress group) =>
        new(group.IsV4 ? 0x0100_5E00_0000UL | group.V4 & 0x7F_FFFF : 0x3333_0000_0000UL | (uint)group.Low);

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)Value);
    }

    /// <summary>Reads <c>aa:bb:cc:dd:ee:ff</c> (or with hyphens), exactly two hexadecimal digits a group.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17)
        {
            return false;
        }

        ulong value = 0;
        for (int i = 0; i < Length; i++)
        {
            bool separated = i == 0 || text[i * 3 - 1] is ':' or '-';
            ReadOnlySpan<char> digits = text.Slice(i * 3, 2);
            if (!separated || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                return false;
            }

            value = value << 8 | octet;
        }

        address = new MacAddress(value);
        return true;
    }

    public override string ToString()
    {
        (byte a, byte b, byte c) = ((byte)(Value >> 40), (byte)(Value >> 32), (byte)(Value >> 24));
        (byte d, byte e, byte f) = ((byte)(Value >> 16), (byte)(Value >> 8), (byte)Value);
        return string.Create(CultureInfo.InvariantCulture, $"{a:x2}:{b:x2}:{c:x2}:{d:x2}:{e:x2}:{f:x2}");
    }
}
