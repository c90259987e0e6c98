using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>The eight octets that every ICMP message begins with (RFC 792).</summary>
/// <param name="Type">What kind of message this is.</param>
/// <param name="Code">The meaning depends on <paramref name="Type"/>.</param>
/// <param name="RestOfHeader">The second word, in host order.</param>
public readonly record struct Icmpv4Header(Icmpv4Type Type, byte Code, uint RestOfHeader)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     Type      |     Code      |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |       Identifier (echo)       |    Sequence Number (echo)     |
    // |            unused             |  Next-Hop MTU (unreachable/4) |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int TypeOffset = 0;
    internal const int CodeOffset = 1;
    internal const int ChecksumOffset = 2;
    internal const int RestOffset = 4;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 8;

    public static Icmpv4Header Echo(ushort identifier, ushort sequence) =>
        new(Icmpv4Type.EchoRequest, 0, (uint)identifier << 16 | sequence);

    public static Icmpv4Header EchoReply(ushort identifier, ushort sequence) =>
        new(Icmpv4Type.EchoReply, 0, (uint)identifier << 16 | sequence);

    public static Icmpv4Header Unreachable(Icmpv4UnreachableCode code) => new(Icmpv4Type.DestinationUnreachable, (byte)code, 0);

    /// <summary>RFC 1191 §4. <paramref name="mtu"/> is the largest packet that would have passed, in octets.</summary>
    public static Icmpv4Header FragmentationNeeded(ushort mtu) =>
        new(Icmpv4Type.DestinationUnreachable, (byte)Icmpv4UnreachableCode.FragmentationNeeded, mtu);

    public static Icmpv4Header TimeExceeded(Icmpv4TimeExceededCode code) => new(Icmpv4Type.TimeExceeded, (byte)code, 0);

    /// <summary>
    /// Writes <see cref="Length"/> octets. The checksum covers <paramref name="payload"/> too, which the caller puts behind them.
    /// </summary>
    public void Emit(Span<byte> destination, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = destination[..Length];
        header[TypeOffset] = (byte)Type;
        header[CodeOffset] = Code;
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[RestOffset..], RestOfHeader);
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], InternetSum.Of(header).Add(payload).ToField());
    }
}
