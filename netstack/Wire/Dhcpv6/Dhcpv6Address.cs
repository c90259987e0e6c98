using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>
/// The data of an IAADDR option (RFC 8415 §21.6), without options of its own. Lifetimes are seconds; all ones is for ever.
/// </summary>
public readonly record struct Dhcpv6Address(IpAddress Address, uint PreferredLifetime, uint ValidLifetime)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                   IPv6 address (16 octets)                    |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                      preferred-lifetime                       |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                        valid-lifetime                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int PreferredOffset = 16;
    private const int ValidOffset = 20;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 24;

    /// <summary>An address that stands for an IPv4 one is none (RFC 4942 §2.2).</summary>
    public static WireError TryRead(ReadOnlySpan<byte> data, out Dhcpv6Address address)
    {
        address = default;
        if (data.Length < Length)
        {
            return WireError.Truncated;
        }

        address = new Dhcpv6Address(
            IpAddress.ReadV6(data),
            BinaryPrimitives.ReadUInt32BigEndian(data[PreferredOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(data[ValidOffset..]));
        return address.Address.IsV4 ? WireError.BadValue : WireError.None;
    }

    public void Emit(Span<byte> destination)
    {
        Address.WriteV6(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[PreferredOffset..], PreferredLifetime);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ValidOffset..], ValidLifetime);
    }
}
