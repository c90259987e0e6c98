using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Where one resource record lies in its message, and its fixed fields (RFC 1035 §4.1.3). Offsets count from the header; whoever holds
/// a record knows that all of it is inside the message.
/// </summary>
public readonly record struct DnsRecord(
    DnsSection Section, int Start, int FixedPart, DnsType Type, DnsClass Class, uint TimeToLive, int DataLength)
{
    /// <summary>Octets of type, class, time to live and data length.</summary>
    public const int FixedLength = 10;

    private const int TimeToLiveField = 4;
    private const int DataLengthField = 8;

    public int TimeToLiveOffset => FixedPart + TimeToLiveField;

    public int DataOffset => FixedPart + FixedLength;

    /// <summary>Where the message goes on behind the record.</summary>
    public int End => DataOffset + DataLength;

    public static WireError TryParse(ReadOnlySpan<byte> message, int offset, DnsSection section, out DnsRecord record)
    {
        record = default;
        WireError error = DnsName.TrySkip(message, offset, out int fixedPart);
        if (error is not WireError.None)
        {
            return error;
        }

        if (message.Length - fixedPart < FixedLength)
        {
            return WireError.Truncated;
        }

        ReadOnlySpan<byte> fields = message.Slice(fixedPart, FixedLength);
        record = new DnsRecord(
            section,
            offset,
            fixedPart,
            (DnsType)BinaryPrimitives.ReadUInt16BigEndian(fields),
            (DnsClass)BinaryPrimitives.ReadUInt16BigEndian(fields[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(fields[TimeToLiveField..]),
            BinaryPrimitives.ReadUInt16BigEndian(fields[DataLengthField..]));
        return record.End <= message.Length ? WireError.None : WireError.Truncated;
    }
}
