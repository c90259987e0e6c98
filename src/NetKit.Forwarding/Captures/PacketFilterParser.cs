using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Captures;

/// <summary>Reads a <see cref="PacketFilter"/>: one method a rule of the grammar, which is written above each.</summary>
internal sealed class PacketFilterParser
{
    private const int MaximumWords = 256;
    private const int MaximumDepth = 32;

    private readonly List<string> _words = [];
    private string? _error;
    private int _at;
    private int _depth;

    public PacketFilterParser(string text)
    {
        string spaced = text.Replace("(", " ( ").Replace(")", " ) ").Replace("!", " not ").Replace("&&", " and ").Replace("||", " or ");
        _words.AddRange(spaced.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Null: <paramref name="error"/> is a sentence about what is wrong.</summary>
    public Predicate<FrameFacts>? Parse(out string? error)
    {
        Predicate<FrameFacts>? all = static _ => true;
        if (_words.Count > MaximumWords)
        {
            _error = $"The filter is longer than {MaximumWords} words.";
        }
        else if (_words.Count > 0)
        {
            all = ReadOr();
            if (_error is null && _at < _words.Count)
            {
                _error = $"The filter goes on with '{_words[_at]}' where it should end: 'and' or 'or' is missing before it.";
            }
        }

        error = _error;
        return _error is null ? all : null;
    }

    // or := and { "or" and }
    private Predicate<FrameFacts> ReadOr()
    {
        Predicate<FrameFacts> left = ReadAnd();
        while (_error is null && Accept("or"))
        {
            Predicate<FrameFacts> a = left;
            Predicate<FrameFacts> b = ReadAnd();
            left = facts => a(facts) || b(facts);
        }

        return left;
    }

    // and := term { "and" term }
    private Predicate<FrameFacts> ReadAnd()
    {
        Predicate<FrameFacts> left = ReadTerm();
        while (_error is null && Accept("and"))
        {
            Predicate<FrameFacts> a = left;
            Predicate<FrameFacts> b = ReadTerm();
            left = facts => a(facts) && b(facts);
        }

        return left;
    }

    // term := "not" term | "(" or ")" | protocol | [ "src" | "dst" ] ( "host" ADDRESS | "net" CIDR | "port" NUMBER )
    private Predicate<FrameFacts> ReadTerm()
    {
        string word = Next();
        if (++_depth > MaximumDepth)
        {
            return Fail($"The filter is nested deeper than {MaximumDepth}.");
        }

        Predicate<FrameFacts> term = word switch
        {
            "not" => Not(ReadTerm()),
            "(" => ReadInner(),
            "src" => ReadPlace(Next(), isSource: true, isDestination: false),
            "dst" => ReadPlace(Next(), isSource: false, isDestination: true),
            "tcp" => static facts => facts.Protocol is IpProtocol.Tcp,
            "udp" => static facts => facts.Protocol is IpProtocol.Udp,
            "icmp" => static facts => facts.Protocol is IpProtocol.Icmp,
            "icmp6" => static facts => facts.Protocol is IpProtocol.Icmpv6,
            "arp" => static facts => facts.Type is EtherType.Arp,
            "ip" => static facts => facts.Type is EtherType.Ipv4,
            "ip6" => static facts => facts.Type is EtherType.Ipv6,
            _ => ReadPlace(word, isSource: true, isDestination: true),
        };
        _depth--;
        return term;
    }

    private Predicate<FrameFacts> ReadInner()
    {
        Predicate<FrameFacts> inner = ReadOr();
        return _error is null && !Accept(")") ? Fail("A parenthesis of the filter is not closed.") : inner;
    }

    private Predicate<FrameFacts> ReadPlace(string kind, bool isSource, bool isDestination)
    {
        switch (kind)
        {
            case "host":
                return IpAddress.TryParse(Next(), out IpAddress host)
                    ? facts => (isSource && facts.Source == host) || (isDestination && facts.Destination == host)
                    : Fail("After 'host' the filter needs an address, e.g. host 10.0.2.100.");
            case "net":
                return IpPrefix.TryParse(Next(), out IpPrefix net)
                    ? facts => (isSource && net.Contains(facts.Source)) || (isDestination && net.Contains(facts.Destination))
                    : Fail("After 'net' the filter needs a network, e.g. net 10.0.2.0/24.");
            case "port":
                return ushort.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0
                    ? facts => (isSource && facts.SourcePort == port) || (isDestination && facts.DestinationPort == port)
                    : Fail("After 'port' the filter needs a number from 1 to 65535.");
            case "":
                return Fail("The filter ends where something should follow.");
            default:
                return Fail($"The filter does not know '{kind}': it knows host, net, port, src, dst, tcp, udp, icmp, icmp6, arp, ip, ip6, "
                    + "and, or, not.");
        }
    }

    private static Predicate<FrameFacts> Not(Predicate<FrameFacts> inner) => facts => !inner(facts);

    private Predicate<FrameFacts> Fail(string sentence)
    {
        _error ??= sentence;
        return static _ => false;
    }

    private string Next() => _at < _words.Count ? _words[_at++] : string.Empty;

    private bool Accept(string word)
    {
        bool isNext = _at < _words.Count && _words[_at] == word;
        _at += isNext ? 1 : 0;
        return isNext;
    }
}
