using System;
using System.Buffers.Binary;
using System.Diagnostics;
using NetKit.Netstack.Link;

namespace NetKit.Links.Tap;

/// <summary>
/// The virtio-net header in front of every frame (virtio 1.2 §5.1.6), little-endian on every machine that .NET runs on.
/// </summary>
/// <remarks>
/// <code>
///  0       1         2             4            6              8                10              12
/// +-------+---------+-------------+------------+--------------+----------------+---------------+
/// | flags | gso_type| hdr_len     | gso_size   | csum_start   | csum_offset    | num_buffers   |
/// +-------+---------+-------------+------------+--------------+----------------+---------------+
/// </code>
/// </remarks>
public static class VirtioNetCodec
{
    /// <summary>Octets of the header, with the buffer count that only the newer form has.</summary>
    public const int Length = 12;

    private const byte FlagNeedsChecksum = 1;
    private const byte FlagDataValid = 2;

    private const byte GsoNone = 0;
    private const byte GsoTcpV4 = 1;
    private const byte GsoTcpV6 = 4;
    private const byte GsoUdp = 5;          // VIRTIO_NET_HDR_GSO_UDP_L4; 3 is the older kind that makes fragments
    private const byte GsoEcn = 0x80;       // the first segment carries CWR: nothing that a receiver of super-frames cares about

    private const int GsoTypeAt = 1;
    private const int HeaderLengthAt = 2;
    private const int SegmentSizeAt = 4;
    private const int ChecksumStartAt = 6;
    private const int ChecksumOffsetAt = 8;

    /// <summary>Reads the header; false when it is cut short or asks for a segmentation that was not negotiated.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out FrameOffload offload)
    {
        offload = default;
        if (octets.Length < Length || !TryReadKind(octets[GsoTypeAt], out SegmentationKind kind))
        {
            return false;
        }

        bool needsChecksum = (octets[0] & FlagNeedsChecksum) != 0;
        bool cuts = kind != SegmentationKind.None;
        offload = new FrameOffload
        {
            NeedsChecksum = needsChecksum,
            ChecksumVerified = (octets[0] & FlagDataValid) != 0,
            ChecksumStart = needsChecksum ? BinaryPrimitives.ReadUInt16LittleEndian(octets[ChecksumStartAt..]) : (ushort)0,
            ChecksumOffset = needsChecksum ? BinaryPrimitives.ReadUInt16LittleEndian(octets[ChecksumOffsetAt..]) : (ushort)0,
            Segmentation = kind,
            SegmentSize = cuts ? BinaryPrimitives.ReadUInt16LittleEndian(octets[SegmentSizeAt..]) : (ushort)0,
            HeaderLength = cuts ? BinaryPrimitives.ReadUInt16LittleEndian(octets[HeaderLengthAt..]) : (ushort)0,
        };
        return true;
    }

    /// <summary>Writes the header; the destination holds <see cref="Length"/> octets.</summary>
    public static void Write(Span<byte> destination, in FrameOffload offload)
    {
        Debug.Assert(offload.Segmentation == SegmentationKind.None || offload.NeedsChecksum, "Each frame that is cut gets its own checksum.");
        destination[..Length].Clear();
        destination[0] = (byte)((offload.NeedsChecksum ? FlagNeedsChecksum : 0) | (offload.ChecksumVerified ? FlagDataValid : 0));
        destination[GsoTypeAt] = GsoType(offload.Segmentation);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[HeaderLengthAt..], offload.HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[SegmentSizeAt..], offload.SegmentSize);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[ChecksumStartAt..], offload.ChecksumStart);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[ChecksumOffsetAt..], offload.ChecksumOffset);
    }

    private static bool TryReadKind(byte gsoType, out SegmentationKind kind)
    {
        (bool known, kind) = (gsoType & ~GsoEcn) switch
        {
            GsoNone => (true, SegmentationKind.None),
            GsoTcpV4 => (true, SegmentationKind.TcpV4),
            GsoTcpV6 => (true, SegmentationKind.TcpV6),
            GsoUdp => (true, SegmentationKind.Udp),
            _ => (false, SegmentationKind.None),
        };
        return known;
    }

    private static byte GsoType(SegmentationKind kind) => kind switch
    {
        SegmentationKind.TcpV4 => GsoTcpV4,
        SegmentationKind.TcpV6 => GsoTcpV6,
        SegmentationKind.Udp => GsoUdp,
        _ => GsoNone,
    };
}
