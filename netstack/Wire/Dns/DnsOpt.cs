using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// The EDNS pseudo-record (RFC 6891 §6.1.2): owner is the root, CLASS is the sender's UDP payload size, and TTL holds the upper bits of
/// the response code, the version and the flags.
/// </summary>
public readonly record struct DnsOpt(ushort PayloadSize, byte ExtendedCode, byte Version, ushort FlagWord)
{
    /// <summary>Octets of an OPT record without options.</summary>
    public const int EmptyLength = 1 + DnsRecord.FixedLength;

    /// <summary>The only version there is.</summary>
    public const byte SupportedVersion = 0;

    private const ushort DnssecOkBit = 0x8000;

    /// <summary>RFC 3225: the client wants DNSSEC records.</summary>
    public bool DnssecOk => (FlagWord & DnssecOkBit) != 0;

    /// <summary>Reads a record whose type is OPT and whose place in the message has been checked.</summary>
    public static WireError TryParse(in DnsRecord record, out DnsOpt opt)
    {
        bool rootOwner = record.FixedPart - record.Start == 1;
        opt = new DnsOpt((ushort)record.Class, (byte)(record.TimeToLive >> 24), (byte)(record.TimeToLive >> 16), (ushort)record.TimeToLive);
        return rootOwner && record.Type is DnsType.Opt ? WireError.None : WireError.BadValue;
    }

    /// <summary>
    /// What a server answers to a client's OPT: its own size and the code's upper bits, DO copied (RFC 3225 §3), nothing
    /// else.
    /// </summary>
    public static DnsOpt Reply(in DnsOpt request, ushort payloadSize, DnsResponseCode code) =>
        new(payloadSize, (byte)((ushort)code >> 4), SupportedVersion, (ushort)(request.FlagWord & DnssecOkBit));

    /// <summary>Writes <see cref="EmptyLength"/> octets; the caller has room for them.</summary>
    public void Emit(Span<byte> destination)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], PayloadSize);
        destination[5] = ExtendedCode;
        destination[6] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(destination[7..], FlagWord);
        BinaryPrimitives.WriteUInt16BigEndian(destination[9..], 0);
    }
}
