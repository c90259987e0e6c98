using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>The extension header of a fragment (RFC 8200 §4.5).</summary>
/// <param name="NextHeader">What the fragmentable part begins with.</param>
/// <param name="Offset">Where the payload belongs in the fragmentable part, in octets: a multiple of 8.</param>
/// <param name="MoreFragments">Others follow behind this one.</param>
/// <param name="Identification">The same in all fragments of a packet.</param>
public readonly record struct Ipv6FragmentHeader(IpProtocol NextHeader, int Offset, bool MoreFragments, uint Identification)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  Next Header  |   Reserved    |     Fragment Offset     |Res|M|
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                        Identification                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int OffsetOffset = 2;
    private const int IdentificationOffset = 4;
    private const ushort OffsetMask = 0xFFF8;
    private const ushort MoreFragmentsBit = 1;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 8;

    /// <summary>A packet that was never cut although it carries this header (RFC 6946).</summary>
    public bool IsAtomic => Offset == 0 && !MoreFragments;

    /// <summary>Reads the first eight octets; the caller has checked that they are there.</summary>
    internal static Ipv6FragmentHeader Read(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> header = octets[..Length];
        ushort offset = BinaryPrimitives.ReadUInt16BigEndian(header[OffsetOffset..]);
        return new Ipv6FragmentHeader(
            (IpProtocol)header[0],
            offset & OffsetMask,
            (offset & MoreFragmentsBit) != 0,
            BinaryPrimitives.ReadUInt32BigEndian(header[IdentificationOffset..]));
    }

    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..Length];
        header[0] = (byte)NextHeader;
        header[1] = 0;
        int offset = Offset & OffsetMask | (MoreFragments ? MoreFragmentsBit : 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[OffsetOffset..], (ushort)offset);
        BinaryPrimitives.WriteUInt32BigEndian(header[IdentificationOffset..], Identification);
    }
}
