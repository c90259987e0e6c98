using System;
using System.Collections.Immutable;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// The part of the DNS server that needs no network: answers from the local zone, the hosts file and the cache, refuses what cannot be
/// served, and says of everything else that it is to be forwarded as it is.
/// </summary>
/// <remarks>Not thread-safe: it belongs to one event loop. <see cref="Zone"/> and <see cref="Hosts"/> are swapped whole.</remarks>
public sealed class DnsFront
{
    /// <summary>Seconds that clients may keep local names: short, since endpoints come and go.</summary>
    public const uint LocalTimeToLive = 5;

    private readonly DnsCache _cache;
    private long _local;
    private long _cached;
    private long _forwarded;
    private long _malformed;
    private long _unsupported;
    private long _dropped;

    /// <param name="zone">The names that are ours.</param>
    /// <param name="cache">The bounds of the cache.</param>
    /// <param name="seed">A secret, against chosen hash collisions.</param>
    public DnsFront(DnsZone zone, DnsCacheOptions cache, ulong seed)
    {
        Zone = zone;
        Hosts = new DnsHostTable([], seed);
        _cache = new DnsCache(cache, seed);
    }

    public DnsZone Zone { get; set; }

    /// <summary>The entries of the hosts file; <see cref="Zone"/> goes before them.</summary>
    public DnsHostTable Hosts { get; set; }

    public int CachedMessages => _cache.Count;

    public DnsStatistics Statistics => new(_local, _cached, _forwarded, _malformed, _unsupported, _dropped);

    /// <summary>The upstream servers are others now: what the old ones said no longer counts.</summary>
    public void ForgetCache() => _cache.Clear();

    /// <summary>Judges a message from a client.</summary>
    /// <param name="now">The time.</param>
    /// <param name="message">What the client sent.</param>
    /// <param name="transport">How it came.</param>
    /// <param name="reply">Takes the reply: room for 65,535 octets.</param>
    /// <param name="length">Octets of the reply when the verdict is <see cref="DnsVerdict.Answered"/>.</param>
    /// <param name="query">The query when the verdict is <see cref="DnsVerdict.Forward"/>; borrows <paramref name="message"/>.</param>
    public DnsVerdict Examine(Instant now, ReadOnlySpan<byte> message, DnsTransport transport, scoped Span<byte> reply, out int length,
        out DnsQueryView query)
    {
        query = default;
        length = 0;
        if (DnsHeader.TryParse(message, out DnsHeader header) is not WireError.None || header.IsResponse)
        {
            // A response is never answered: two servers would talk for ever.
            _dropped++;
            return DnsVerdict.Drop;
        }

        if (header.Opcode is not DnsOpcode.Query)
        {
            _unsupported++;
            length = DnsReplyWriter.WriteHeaderOnly(reply, header, DnsResponseCode.NotImplemented);
            return DnsVerdict.Answered;
        }

        if (DnsQueryView.TryCreate(message, out query) is not WireError.None)
        {
            _malformed++;
            length = DnsReplyWriter.WriteHeaderOnly(reply, header, DnsResponseCode.FormatError);
            return DnsVerdict.Answered;
        }

        int limit = LimitOf(query, transport);
        length = AnswerHere(now, query, limit, reply);
        if (length == 0)
        {
            _forwarded++;
            return DnsVerdict.Forward;
        }

        return DnsVerdict.Answered;
    }

    /// <summary>Octets the asker can take.</summary>
    public static int LimitOf(scoped in DnsQueryView query, DnsTransport transport) =>
        transport is DnsTransport.Tcp ? DnsStreamFramer.MaximumMessage : query.PayloadLimit;

    /// <summary>Keeps what an upstream server said about <paramref name="query"/>, if it may be kept.</summary>
    public void Learn(Instant now, scoped in DnsQueryView query, ReadOnlySpan<byte> reply) => _cache.Store(now, query, reply);

    private int AnswerHere(Instant now, scoped in DnsQueryView query, int limit, Span<byte> reply)
    {
        // RFC 6891 §6.1.3: another version of EDNS is answered with the one that is known.
        if (query is { HasOpt: true, Opt.Version: > DnsOpt.SupportedVersion })
        {
            _unsupported++;
            return WriteCode(query, limit, reply, DnsResponseCode.BadVersion);
        }

        // A zone transfer is a stream of messages for one query; no client of ours has a reason to ask for one.
        if (query.Question.Type is DnsType.Axfr or DnsType.Ixfr)
        {
            _unsupported++;
            return WriteCode(query, limit, reply, DnsResponseCode.Refused);
        }

        // RFC 4892 §2: version.bind and its like, in class CHAOS, are a server's questions about itself; this one does not tell, and which
        // server it asks in turn is not the container's business.
        if (query.Question.Class is not (DnsClass.Internet or DnsClass.Any))
        {
            _unsupported++;
            return WriteCode(query, limit, reply, DnsResponseCode.Refused);
        }

        int length = AnswerLocally(query, limit, reply);
        if (length > 0)
        {
            _local++;
            return length;
        }

        length = AnswerFromCache(now, query, limit, reply);
        _cached += length > 0 ? 1 : 0;
        return length;
    }

    private int AnswerFromCache(Instant now, scoped in DnsQueryView query, int limit, Span<byte> reply)
    {
        if (!_cache.TryAnswer(now, query, reply, out int length))
        {
            return 0;
        }

        if (query.HasOpt && length + DnsOpt.EmptyLength <= reply.Length)
        {
            DnsOpt opt = DnsOpt.Reply(query.Opt, DnsReplyWriter.OwnPayloadSize, DnsResponseCode.NoError);
            length = DnsReplyCutter.AppendOpt(reply, length, opt);
        }

        return DnsReplyCutter.Cut(reply[..length], limit);
    }

    private int AnswerLocally(scoped in DnsQueryView query, int limit, Span<byte> reply)
    {
        ReadOnlySpan<byte> name = query.Question.Name;
        if (DnsReverseName.TryParse(name, out IpAddress address))
        {
            return AnswerReverse(query, address, limit, reply);
        }

        if (DnsReverseName.TryParseNetwork(name, out IpPrefix network, out int start))
        {
            return AnswerNetwork(query, network, start, limit, reply);
        }

        DnsZoneMatch match = Zone.Find(name, out ImmutableArray<IpAddress> addresses, out int zone);
        if (match is DnsZoneMatch.Elsewhere && Hosts.TryFindAddresses(name, out addresses))
        {
            match = DnsZoneMatch.Found;
            zone = 0;
        }

        if (match is DnsZoneMatch.Elsewhere)
        {
            return 0;
        }

        DnsReplyWriter writer = new(reply, query, limit, DnsHeaderBits.Authoritative);
        int zoneOffset = DnsHeader.Length + zone;
        bool answered = match is DnsZoneMatch.Found && AddAddresses(ref writer, query.Question.Type, addresses);
        if (match is DnsZoneMatch.Apex && query.Question.Type is DnsType.Soa or DnsType.Any)
        {
            answered = true;
            _ = writer.TryAddAuthority(DnsSection.Answer, zoneOffset, LocalTimeToLive);
        }

        if (!answered)
        {
            _ = writer.TryAddAuthority(DnsSection.Authority, zoneOffset, LocalTimeToLive);
        }

        return writer.Finish(match is DnsZoneMatch.Missing ? DnsResponseCode.NameError : DnsResponseCode.NoError);
    }

    private static bool AddAddresses(ref DnsReplyWriter writer, DnsType type, ImmutableArray<IpAddress> addresses)
    {
        bool any = false;
        foreach (IpAddress address in addresses)
        {
            DnsType own = address.IsV4 ? DnsType.A : DnsType.Aaaa;
            if (type == own || type is DnsType.Any)
            {
                any = true;
                _ = writer.TryAddAddress(DnsHeader.Length, address, LocalTimeToLive);
            }
        }

        return any;
    }

    private int AnswerReverse(scoped in DnsQueryView query, IpAddress address, int limit, Span<byte> reply)
    {
        DnsZoneMatch match = Zone.FindName(address, out ReadOnlySpan<byte> name);
        if (match is not DnsZoneMatch.Found && Hosts.TryFindName(address, out byte[]? host))
        {
            match = DnsZoneMatch.Found;
            name = host;
        }

        if (match is DnsZoneMatch.Elsewhere)
        {
            return 0;
        }

        DnsReplyWriter writer = new(reply, query, limit, DnsHeaderBits.Authoritative);
        bool answered = match is DnsZoneMatch.Found && query.Question.Type is DnsType.Ptr or DnsType.Any;
        _ = answered
            ? writer.TryAddPointer(DnsHeader.Length, name, LocalTimeToLive)
            : writer.TryAddAuthority(DnsSection.Authority, DnsHeader.Length, LocalTimeToLive);
        return writer.Finish(match is DnsZoneMatch.Found ? DnsResponseCode.NoError : DnsResponseCode.NameError);
    }

    // The name of a network, or one below an address: in the zone of a network of ours, the network's name is where the zone begins.
    private int AnswerNetwork(scoped in DnsQueryView query, IpPrefix network, int start, int limit, Span<byte> reply)
    {
        DnsZoneMatch match = Zone.FindNetwork(network, isWhole: start == 0);
        if (match is DnsZoneMatch.Elsewhere)
        {
            return 0;
        }

        bool isAuthorityAsked = match is DnsZoneMatch.Apex && query.Question.Type is DnsType.Soa or DnsType.Any;
        DnsReplyWriter writer = new(reply, query, limit, DnsHeaderBits.Authoritative);
        _ = writer.TryAddAuthority(
            isAuthorityAsked ? DnsSection.Answer : DnsSection.Authority, DnsHeader.Length + start, LocalTimeToLive);
        return writer.Finish(match is DnsZoneMatch.Missing ? DnsResponseCode.NameError : DnsResponseCode.NoError);
    }

    private static int WriteCode(scoped in DnsQueryView query, int limit, Span<byte> reply, DnsResponseCode code) =>
        new DnsReplyWriter(reply, query, limit, DnsHeaderBits.None).Finish(code);
}
