using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// What answers at a network's DNS address: local names, the hosts file and the cache at once, everything else as an upstream server
/// answers it. Belongs to one event loop and is made after its <see cref="DatagramEngine"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DnsService : IDisposable
{
    private readonly DatagramEngine _engine;
    private readonly ulong _seed;
    private readonly DnsFront _front;
    private readonly DnsRelay _relay;
    private readonly SystemResolvers? _resolvers;
    private readonly HostsFollower? _hosts;
    private readonly byte[] _reply = new byte[DnsStreamFramer.MaximumMessage];

    public DnsService(DatagramEngine engine, DnsServiceOptions options, ILogger<DnsService>? logger = null)
    {
        ILogger log = logger ?? NullLogger<DnsService>.Instance;
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        _engine = engine;
        _seed = BitConverter.ToUInt64(seed);
        _front = new DnsFront(new DnsZone(options.Zone, _seed), options.Cache, _seed);
        _relay = new DnsRelay(engine, _front, options, new DnsWarnings(log));
        if (options.HostsFile.Length > 0)
        {
            _hosts = new HostsFollower(engine.Loop, options, _seed, table => _front.Hosts = table, log);
        }

        if (options.IsLocal)
        {
            return;
        }

        if (options.Servers.IsEmpty)
        {
            _resolvers = new SystemResolvers(
                engine.Loop, options.ResolverFile, options.LookEvery, servers => _relay.SetServers(engine.Loop.Now, servers), log);
        }
        else
        {
            _relay.SetServers(engine.Loop.Now, options.Servers);
        }
    }

    public DnsCounters Counters => _relay.Counters;

    /// <summary>Endpoints have come or gone.</summary>
    public void SetZone(DnsZoneOptions zone) => _front.Zone = new DnsZone(zone, _seed);

    /// <summary>
    /// Takes other upstream servers, e.g. when the configuration has been changed. Where the system's are followed, they come back with
    /// their next change.
    /// </summary>
    public void SetServers(Instant now, ImmutableArray<SocketEndpoint> servers) => _relay.SetServers(now, servers);

    /// <summary>One of the upstream servers of the moment has this address, and listens on the usual port.</summary>
    public bool IsServer(IpAddress address) => _relay.IsServer(address);

    /// <summary>
    /// Takes a message that a client sent to the DNS address. Its answer goes to <see cref="IDnsClient.OnReply"/>: before this returns, or
    /// later, but in any case within <see cref="DnsServiceOptions.AnswerWithin"/>.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="message">The message, without the length that stands before it in a stream.</param>
    /// <param name="transport">How it came.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="token">
    /// What the client knows its query by. A client that sends a datagram again with the same token and id is answered once.
    /// </param>
    /// <returns>False when there will be no answer to this message: it is no query, or repeats one that is under way.</returns>
    public bool Query(Instant now, ReadOnlySpan<byte> message, DnsTransport transport, IDnsClient client, long token)
    {
        Counters.Queries++;
        Counters.TcpQueries += transport is DnsTransport.Tcp ? 1 : 0;
        switch (_front.Examine(now, message, transport, _reply, out int length, out DnsQueryView query))
        {
            case DnsVerdict.Answered:
                client.OnReply(token, _reply.AsSpan(0, length));
                return true;

            case DnsVerdict.Forward:
                return _relay.Forward(now, query, transport, client, token);

            default:
                return false;
        }
    }

    public DnsSnapshot Snapshot() => new()
    {
        Front = _front.Statistics,
        Queries = Counters.Queries,
        TcpQueries = Counters.TcpQueries,
        Answered = Counters.Answered,
        Joined = Counters.Joined,
        Repeated = Counters.Repeated,
        Sent = Counters.Sent,
        Truncated = Counters.Truncated,
        Unfit = Counters.Unfit,
        Connections = Counters.Connections,
        ServerChanges = Counters.ServerChanges,
        Pending = _relay.Pending,
        CachedMessages = _front.CachedMessages,
        Failures = Tabulate<DnsFailureReason>(Counters.Failures),
        Rejects = Tabulate<DnsRejectReason>(Counters.Rejects),
        Upstreams = _relay.SnapshotServers(_engine.Loop.Now),
    };

    /// <summary>Closes all sockets. Who waits for an answer hears nothing more.</summary>
    public void Dispose()
    {
        _resolvers?.Dispose();
        _hosts?.Dispose();
        _relay.Dispose();
    }

    private static Dictionary<TReason, long> Tabulate<TReason>(Func<TReason, long> count)
        where TReason : struct, Enum => Enum.GetValues<TReason>().ToDictionary(static reason => reason, count);
}
