using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>The eight octets that every ICMPv6 message of interest begins with (RFC 4443 §2.1).</summary>
/// <param name="Type">What kind of message this is.</param>
/// <param name="Code">The meaning depends on <paramref name="Type"/>.</param>
/// <param name="RestOfHeader">The second word, in host order.</param>
public readonly record struct Icmpv6Header(Icmpv6Type Type, byte Code, uint RestOfHeader)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     Type      |     Code      |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |       Identifier (echo)       |    Sequence Number (echo)     |
    // |  MTU (packet too big), pointer (parameter problem), NDP flags |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int TypeOffset = 0;
    internal const int CodeOffset = 1;
    internal const int ChecksumOffset = 2;
    internal const int RestOffset = 4;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 8;

    public static Icmpv6Header Echo(ushort identifier, ushort sequence) =>
        new(Icmpv6Type.EchoRequest, 0, (uint)identifier << 16 | sequence);

    public static Icmpv6Header EchoReply(ushort identifier, ushort sequence) =>
        new(Icmpv6Type.EchoReply, 0, (uint)identifier << 16 | sequence);

    public static Icmpv6Header Unreachable(Icmpv6UnreachableCode code) => new(Icmpv6Type.DestinationUnreachable, (byte)code, 0);

    /// <param name="mtu">The largest packet that would have passed, in octets.</param>
    public static Icmpv6Header PacketTooBig(uint mtu) => new(Icmpv6Type.PacketTooBig, 0, mtu);

    public static Icmpv6Header TimeExceeded(Icmpv6TimeExceededCode code) => new(Icmpv6Type.TimeExceeded, (byte)code, 0);

    /// <param name="code">What is wrong.</param>
    /// <param name="pointer">Where, in octets from the start of the packet.</param>
    public static Icmpv6Header ParameterProblem(Icmpv6ParameterProblemCode code, uint pointer) =>
        new(Icmpv6Type.ParameterProblem, (byte)code, pointer);

    /// <summary>
    /// Writes <see cref="Length"/> octets. The checksum covers <paramref name="payload"/> too, which the caller puts behind
    /// them; <paramref name="pseudoHeader"/> was made for the length of both.
    /// </summary>
    public void Emit(Span<byte> destination, InternetSum pseudoHeader, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = destination[..Length];
        header[TypeOffset] = (byte)Type;
        header[CodeOffset] = Code;
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[RestOffset..], RestOfHeader);
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], pseudoHeader.Add(header).Add(payload).ToField());
    }
}
