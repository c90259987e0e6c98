using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>A resolver that a router recommends (RFC 8106 §5.1); the first one, where it names several.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Lifetime">In seconds; all ones is for ever, zero takes it back.</param>
public readonly record struct NdpDnsServer(IpAddress Address, uint Lifetime)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Type = 25   |  Length >= 3  |           Reserved            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           Lifetime                            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |             Addresses of resolvers (16 octets each)           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int ReservedOffset = 2;
    private const int LifetimeOffset = 4;
    private const int AddressOffset = 8;

    /// <summary>Octets of the option with one resolver.</summary>
    internal const int Length = 24;

    internal static WireError TryRead(ReadOnlySpan<byte> option, out NdpDnsServer server)
    {
        server = default;
        if (option.Length < Length || (option.Length - AddressOffset) % IpAddress.V6Length != 0)
        {
            return WireError.BadLength;
        }

        uint lifetime = BinaryPrimitives.ReadUInt32BigEndian(option[LifetimeOffset..]);
        server = new NdpDnsServer(IpAddress.ReadV6(option[AddressOffset..]), lifetime);
        return WireError.None;
    }

    internal void Emit(Span<byte> option)
    {
        option[0] = (byte)NdpOptionKind.RecursiveDnsServer;
        option[1] = Length / NdpOptions.LengthUnit;
        BinaryPrimitives.WriteUInt16BigEndian(option[ReservedOffset..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(option[LifetimeOffset..], Lifetime);
        Address.WriteV6(option[AddressOffset..]);
    }
}
