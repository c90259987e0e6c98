using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>A UDP header (RFC 768).</summary>
public readonly record struct UdpHeader(ushort SourcePort, ushort DestinationPort, int PayloadLength)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |          Source Port          |       Destination Port        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |            Length             |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int SourcePortOffset = 0;
    internal const int DestinationPortOffset = 2;
    internal const int LengthOffset = 4;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 8;

    /// <summary>From the header's start to the checksum field: what a device that completes checksums is told.</summary>
    public const int ChecksumOffset = 6;

    /// <summary>Writes <see cref="Length"/> octets; the checksum field is zero, which <see cref="WriteChecksum"/> changes.</summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..Length];
        BinaryPrimitives.WriteUInt16BigEndian(header[SourcePortOffset..], SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header[DestinationPortOffset..], DestinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(header[LengthOffset..], (ushort)(Length + PayloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], 0);
    }

    /// <summary>Fills in a computed checksum; one that came out as zero is sent as all ones (RFC 768), its other zero.</summary>
    public static void WriteChecksum(Span<byte> header, ushort field) =>
        BinaryPrimitives.WriteUInt16BigEndian(header.Slice(ChecksumOffset, sizeof(ushort)), field == 0 ? ushort.MaxValue : field);
}
