using System;
using System.Buffers.Binary;
using System.Diagnostics;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Writes the answer to a query: its id, bits and question are taken over, records are added while they fit, and <see cref="Finish"/>
/// writes the counts and the OPT record. A record that does not fit sets TC (RFC 2181 §9) and leaves the message whole.
/// </summary>
public ref struct DnsReplyWriter
{
    /// <summary>Our own limit for queries (the value the field agreed on at DNS flag day 2020).</summary>
    public const ushort OwnPayloadSize = 1232;

    private const DnsHeaderBits CopiedFlags = DnsHeaderBits.RecursionDesired | DnsHeaderBits.CheckingDisabled;

    /// <summary>"nobody.invalid.", the mailbox RFC 6303 §3 gives to zones that exist only locally.</summary>
    private static ReadOnlySpan<byte> Mailbox => "\u0006nobody\u0007invalid\0"u8;

    private readonly DnsQueryView _query;
    private readonly Span<byte> _destination;
    private readonly DnsHeaderBits _flags;
    private int _length;
    private ushort _answers;
    private ushort _authorities;
    private bool _truncated;

    /// <param name="destination">Takes the message; at least 512 octets.</param>
    /// <param name="query">What is answered.</param>
    /// <param name="limit">Octets the client takes.</param>
    /// <param name="flags">Bits to set besides QR and RA.</param>
    public DnsReplyWriter(Span<byte> destination, in DnsQueryView query, int limit, DnsHeaderBits flags)
    {
        Debug.Assert(destination.Length >= DnsQueryView.MinimumPayload, "An answer needs room for 512 octets.");
        _query = query;
        _destination = destination[..Math.Min(limit, destination.Length)];
        _flags = flags | DnsHeaderBits.Response | DnsHeaderBits.RecursionAvailable | query.Header.Flags & CopiedFlags;
        _length = query.Question.End;
        query.Message[..query.Question.End].CopyTo(destination);
    }

    private readonly int Room => _destination.Length - _length - (_query.HasOpt ? DnsOpt.EmptyLength : 0);

    /// <summary>Adds an A or AAAA record to the answers. The owner is the name at <paramref name="owner"/> in the message.</summary>
    public bool TryAddAddress(int owner, IpAddress address, uint timeToLive)
    {
        int length = address.IsV4 ? IpAddress.V4Length : IpAddress.V6Length;
        if (!TryBegin(owner, address.IsV4 ? DnsType.A : DnsType.Aaaa, timeToLive, length, out Span<byte> data))
        {
            return false;
        }

        if (address.IsV4)
        {
            address.WriteV4(data);
        }
        else
        {
            address.WriteV6(data);
        }

        _answers++;
        return true;
    }

    /// <summary>Adds a PTR record to the answers; <paramref name="target"/> is an uncompressed name.</summary>
    public bool TryAddPointer(int owner, ReadOnlySpan<byte> target, uint timeToLive)
    {
        if (!TryBegin(owner, DnsType.Ptr, timeToLive, target.Length, out Span<byte> data))
        {
            return false;
        }

        target.CopyTo(data);
        _answers++;
        return true;
    }

    /// <summary>
    /// Adds the SOA of a local zone: to the authority section when it is the proof of a negative answer (RFC 2308 §2), else to the
    /// answers. The zone's name is the tail of the question that begins at <paramref name="zone"/>.
    /// </summary>
    public bool TryAddAuthority(DnsSection section, int zone, uint timeToLive)
    {
        Debug.Assert(
            section is DnsSection.Authority or DnsSection.Answer && _authorities == 0,
            "Answers come before the authority section.");
        int numbers = DnsName.PointerLength + Mailbox.Length;
        if (!TryBegin(zone, DnsType.Soa, timeToLive, numbers + 5 * sizeof(uint), out Span<byte> data))
        {
            return false;
        }

        WriteCompressed(data, zone);
        Mailbox.CopyTo(data[DnsName.PointerLength..]);
        ReadOnlySpan<uint> values = [1, 3600, 1200, 604_800, timeToLive]; // serial, refresh, retry, expire, minimum (RFC 6303 §3)
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data[(numbers + i * sizeof(uint))..], values[i]);
        }

        _ = section is DnsSection.Answer ? _answers++ : _authorities++;
        return true;
    }

    /// <summary>Writes header and OPT; returns the length of the message.</summary>
    public int Finish(DnsResponseCode code)
    {
        if (_query.HasOpt)
        {
            DnsOpt.Reply(_query.Opt, OwnPayloadSize, code).Emit(_destination[_length..]);
            _length += DnsOpt.EmptyLength;
        }

        DnsHeaderBits flags = _truncated ? _flags | DnsHeaderBits.Truncated : _flags;
        ushort additionals = _query.HasOpt ? (ushort)1 : (ushort)0;
        ushort word = DnsHeader.MakeFlagWord(flags, _query.Header.Opcode, code);
        new DnsHeader(_query.Header.Id, word, 1, _answers, _authorities, additionals).Emit(_destination);
        return _length;
    }

    /// <summary>The answer to a message whose question cannot be repeated: a bare header.</summary>
    public static int WriteHeaderOnly(Span<byte> destination, in DnsHeader query, DnsResponseCode code)
    {
        DnsHeaderBits flags = DnsHeaderBits.Response | DnsHeaderBits.RecursionAvailable | query.Flags & CopiedFlags;
        new DnsHeader(query.Id, DnsHeader.MakeFlagWord(flags, query.Opcode, code), 0, 0, 0, 0).Emit(destination);
        return DnsHeader.Length;
    }

    private bool TryBegin(int owner, DnsType type, uint timeToLive, int dataLength, out Span<byte> data)
    {
        int length = DnsName.PointerLength + DnsRecord.FixedLength + dataLength;
        if (_truncated || length > Room)
        {
            _truncated = true;
            data = default;
            return false;
        }

        Span<byte> record = _destination.Slice(_length, length);
        WriteCompressed(record, owner);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], (ushort)DnsClass.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)dataLength);
        data = record[(DnsName.PointerLength + DnsRecord.FixedLength)..];
        _length += length;
        return true;
    }

    private static void WriteCompressed(Span<byte> destination, int offset) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(0xC000 | offset));
}
