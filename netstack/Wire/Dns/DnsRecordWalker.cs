using System;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Steps through the records of a message in order. It copies and follows nothing; <see cref="Error"/> tells an early end from the
/// lawful one.
/// </summary>
public ref struct DnsRecordWalker
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly int _answers;
    private readonly int _authorities;
    private readonly int _total;
    private int _index;

    /// <param name="message">The whole message.</param>
    /// <param name="header">Its header, which says how many records there are.</param>
    /// <param name="offset">Where the first record begins: behind the questions.</param>
    public DnsRecordWalker(ReadOnlySpan<byte> message, in DnsHeader header, int offset)
    {
        _message = message;
        _answers = header.Answers;
        _authorities = header.Authorities;
        _total = header.Answers + header.Authorities + header.Additionals;
        Offset = offset;
    }

    public DnsRecord Current { get; private set; }

    public WireError Error { get; private set; }

    /// <summary>Behind the last record read.</summary>
    public int Offset { get; private set; }

    public bool MoveNext()
    {
        if (_index >= _total || Error is not WireError.None)
        {
            return false;
        }

        DnsSection section = _index < _answers ? DnsSection.Answer
            : _index < _answers + _authorities ? DnsSection.Authority
            : DnsSection.Additional;
        Error = DnsRecord.TryParse(_message, Offset, section, out DnsRecord record);
        if (Error is not WireError.None)
        {
            return false;
        }

        _index++;
        Current = record;
        Offset = record.End;
        return true;
    }
}
