using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// The fixed part of every message (RFC 1035 §4.1.1). <see cref="FlagWord"/> is kept whole, so that bits without a name here
/// survive a round trip.
/// <code>
///   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
/// +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
/// |                      ID                       |
/// |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
/// |                    QDCOUNT                    |
/// |                    ANCOUNT                    |
/// |                    NSCOUNT                    |
/// |                    ARCOUNT                    |
/// +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
/// </code>
/// </summary>
public readonly record struct DnsHeader(
    ushort Id, ushort FlagWord, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    /// <summary>Octets on the wire.</summary>
    public const int Length = 12;

    private const int OpcodeShift = 11;
    private const ushort OpcodeMask = 0x7800;
    private const ushort ResponseCodeMask = 0x000F;
    private const ushort NamedBits = (ushort)(DnsHeaderBits.Response
        | DnsHeaderBits.Authoritative
        | DnsHeaderBits.Truncated
        | DnsHeaderBits.RecursionDesired
        | DnsHeaderBits.RecursionAvailable
        | DnsHeaderBits.AuthenticData
        | DnsHeaderBits.CheckingDisabled);

    public DnsHeaderBits Flags => (DnsHeaderBits)(FlagWord & NamedBits);

    public DnsOpcode Opcode => (DnsOpcode)((FlagWord & OpcodeMask) >> OpcodeShift);

    /// <summary>The low four bits; an OPT record may hold more.</summary>
    public DnsResponseCode ResponseCode => (DnsResponseCode)(FlagWord & ResponseCodeMask);

    public bool IsResponse => (Flags & DnsHeaderBits.Response) != 0;

    public bool IsTruncated => (Flags & DnsHeaderBits.Truncated) != 0;

    public static ushort MakeFlagWord(DnsHeaderBits flags, DnsOpcode opcode, DnsResponseCode code) =>
        (ushort)((ushort)flags | (byte)opcode << OpcodeShift & OpcodeMask | (ushort)code & ResponseCodeMask);

    public static WireError TryParse(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        if (message.Length < Length)
        {
            header = default;
            return WireError.Truncated;
        }

        header = new DnsHeader(
            BinaryPrimitives.ReadUInt16BigEndian(message),
            BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[10..]));
        return WireError.None;
    }

    /// <summary>Writes twelve octets; the caller has room for them.</summary>
    public void Emit(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], FlagWord);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], Additionals);
    }

    /// <summary>The id is the only thing a forwarder changes in a message.</summary>
    public static void WriteId(Span<byte> message, ushort id) => BinaryPrimitives.WriteUInt16BigEndian(message, id);
}
