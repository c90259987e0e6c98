using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>What a router says about a prefix (RFC 4861 §4.6.2). Lifetimes are seconds; all ones is for ever.</summary>
public readonly record struct NdpPrefix(IpPrefix Prefix, bool OnLink, bool Autonomous, uint ValidLifetime, uint PreferredLifetime)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Type = 3    |  Length = 4   | Prefix Length |L|A| Reserved1 |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         Valid Lifetime                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                       Preferred Lifetime                      |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           Reserved2                           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                      Prefix (16 octets)                       |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int PrefixLengthOffset = 2;
    private const int FlagsOffset = 3;
    private const int ValidLifetimeOffset = 4;
    private const int PreferredLifetimeOffset = 8;
    private const int ReservedOffset = 12;
    private const int PrefixOffset = 16;
    private const byte OnLinkBit = 0x80;
    private const byte AutonomousBit = 0x40;
    private const int LongestPrefix = 128;

    /// <summary>Octets of the option.</summary>
    internal const int Length = 32;

    internal static WireError TryRead(ReadOnlySpan<byte> option, out NdpPrefix prefix)
    {
        prefix = default;
        if (option.Length != Length)
        {
            return WireError.BadLength;
        }

        int length = option[PrefixLengthOffset];
        IpAddress address = IpAddress.ReadV6(option[PrefixOffset..]);
        if (length > LongestPrefix || address.IsV4)
        {
            return WireError.BadValue;
        }

        prefix = new NdpPrefix(
            IpPrefix.Of(address, length),
            (option[FlagsOffset] & OnLinkBit) != 0,
            (option[FlagsOffset] & AutonomousBit) != 0,
            BinaryPrimitives.ReadUInt32BigEndian(option[ValidLifetimeOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(option[PreferredLifetimeOffset..]));
        return WireError.None;
    }

    internal void Emit(Span<byte> option)
    {
        option[0] = (byte)NdpOptionKind.PrefixInformation;
        option[1] = Length / NdpOptions.LengthUnit;
        option[PrefixLengthOffset] = (byte)Prefix.Length;
        option[FlagsOffset] = (byte)((OnLink ? OnLinkBit : 0) | (Autonomous ? AutonomousBit : 0));
        BinaryPrimitives.WriteUInt32BigEndian(option[ValidLifetimeOffset..], ValidLifetime);
        BinaryPrimitives.WriteUInt32BigEndian(option[PreferredLifetimeOffset..], PreferredLifetime);
        BinaryPrimitives.WriteUInt32BigEndian(option[ReservedOffset..], 0);
        Prefix.Address.WriteV6(option[PrefixOffset..]);
    }
}
