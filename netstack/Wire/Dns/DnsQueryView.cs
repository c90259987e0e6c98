using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// A query whose structure has been checked from the header to the last octet: one question, whole records, at most one OPT (RFC 6891
/// §6.1.1), nothing behind them. Borrows the message.
/// </summary>
public readonly ref struct DnsQueryView
{
    /// <summary>Octets every client can take over UDP (RFC 1035 §4.2.1).</summary>
    public const int MinimumPayload = 512;

    private DnsQueryView(ReadOnlySpan<byte> message, scoped in DnsHeader header, scoped in DnsQuestion question)
    {
        Message = message;
        Header = header;
        Question = question;
        IsPlain = true;
    }

    public ReadOnlySpan<byte> Message { get; }

    public DnsHeader Header { get; }

    public DnsQuestion Question { get; }

    public bool HasOpt { get; private init; }

    /// <summary>Meaningless when <see cref="HasOpt"/> is false.</summary>
    public DnsOpt Opt { get; private init; }

    /// <summary>
    /// True when the answer depends on nothing but the question and the header bits: no record besides OPT (no signature, no zone
    /// serial), and no EDNS option but those that concern only this hop. Only such a query may share an answer with another client's.
    /// </summary>
    public bool IsPlain { get; private init; }

    /// <summary>Octets the client can take in one datagram; less than 512 means 512 (RFC 6891 §6.2.3).</summary>
    public int PayloadLimit => HasOpt ? Math.Max(MinimumPayload, (int)Opt.PayloadSize) : MinimumPayload;

    public static WireError TryCreate(ReadOnlySpan<byte> message, out DnsQueryView view)
    {
        view = default;
        WireError error = DnsHeader.TryParse(message, out DnsHeader header);
        if (error is not WireError.None)
        {
            return error;
        }

        if (header.Questions != 1)
        {
            return WireError.BadValue;
        }

        error = DnsQuestion.TryParse(message, out DnsQuestion question);
        return error is WireError.None ? TryReadRecords(new DnsQueryView(message, header, question), out view) : error;
    }

    private static WireError TryReadRecords(scoped in DnsQueryView bare, out DnsQueryView view)
    {
        view = bare;
        DnsRecordWalker walker = new(bare.Message, bare.Header, bare.Question.End);
        while (walker.MoveNext())
        {
            if (walker.Current.Type is not DnsType.Opt)
            {
                view = view with { IsPlain = false };
                continue;
            }

            WireError error = DnsOpt.TryParse(walker.Current, out DnsOpt opt);
            if (error is not WireError.None || view.HasOpt || walker.Current.Section is not DnsSection.Additional)
            {
                return WireError.BadValue;
            }

            DnsRecord record = walker.Current;
            bool hopOptions = HasOnlyHopOptions(bare.Message.Slice(record.DataOffset, record.DataLength));
            view = view with { HasOpt = true, Opt = opt, IsPlain = view.IsPlain && hopOptions };
        }

        return walker.Error is WireError.None && walker.Offset != bare.Message.Length ? WireError.BadLength : walker.Error;
    }

    /// <summary>Options are code, length, data (RFC 6891 §6.1.2). One that does not fit makes the query a stranger, not an error.</summary>
    private static bool HasOnlyHopOptions(ReadOnlySpan<byte> options)
    {
        while (options.Length >= 4)
        {
            var code = (DnsOptionCode)BinaryPrimitives.ReadUInt16BigEndian(options);
            int end = 4 + BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (code is not (DnsOptionCode.Cookie or DnsOptionCode.TcpKeepalive or DnsOptionCode.Padding) || end > options.Length)
            {
                return false;
            }

            options = options[end..];
        }

        return options.IsEmpty;
    }
}
