using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// The ways to upstream servers: source ports of both families, and one connection for each server that was asked over TCP.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UpstreamPaths(DatagramEngine engine, DnsRelay relay, TimeSpan keepConnection)
{
    private const int ScratchOctets = 16 << 10;

    private readonly SecretNumbers _secrets = new();
    private readonly Dictionary<Upstream, UpstreamStream> _streams = [];
    private readonly byte[] _scratch = new byte[ScratchOctets];
    private UpstreamPorts? _v4;
    private UpstreamPorts? _v6;
    private Instant _nextSweep = Instant.Never;

    private static TimeSpan SweepEvery => TimeSpan.FromSeconds(30);

    /// <summary>
    /// Sends the query to the attempt's server, for the first time or again; false when that is not possible. Datagrams go at the end of the turn, those
    /// of a port together: see <see cref="Flush"/>.
    /// </summary>
    public bool TryAsk(Instant now, PendingQuery query, ref DnsAttempt attempt)
    {
        bool sent = query.Transport is DnsTransport.Tcp ? TryAskStream(now, query, ref attempt) : TryAskPort(now, query, ref attempt);
        if (sent)
        {
            attempt.Asked = attempt.State is DnsAttemptState.Waiting ? attempt.Asked : now;
            attempt.State = DnsAttemptState.Waiting;
            attempt.Sends++;
            attempt.Upstream.NoteSent();
            relay.Counters.Sent++;
        }

        return sent;
    }

    /// <summary>Sends what was asked in this turn, where nobody else does.</summary>
    public void Flush() => engine.Flush();

    /// <summary>The answer has come, or is no longer waited for.</summary>
    public void Release(ref DnsAttempt attempt)
    {
        if (attempt.Socket is { } socket)
        {
            PortsOf(attempt.Upstream).Forget(socket, attempt.Id);
            attempt.Socket = null;
        }

        attempt.Stream?.Remove(attempt.Id);
        attempt.Stream = null;
    }

    /// <summary>Closes what has been idle for too long; returns when to look again.</summary>
    public Instant Sweep(Instant now)
    {
        if (now >= _nextSweep)
        {
            _v4?.Sweep(now);
            _v6?.Sweep(now);
            _nextSweep = now + SweepEvery;
        }

        Instant next = _nextSweep;
        foreach (UpstreamStream stream in _streams.Values)
        {
            Instant end = stream.LastUsed + keepConnection;
            if (!stream.IsOpen || !stream.IsIdle)
            {
                continue;
            }

            if (now >= end)
            {
                stream.Close();
                continue;
            }

            next = Instant.Min(next, end);
        }

        return next;
    }

    /// <summary>Closes everything; nobody waits for an answer.</summary>
    public void Close()
    {
        foreach (UpstreamStream stream in _streams.Values)
        {
            stream.Close();
        }

        _streams.Clear();
        _v4?.Close();
        _v6?.Close();
    }

    private bool TryAskPort(Instant now, PendingQuery query, ref DnsAttempt attempt)
    {
        if (attempt.Socket is null)
        {
            attempt.Socket = PortsOf(attempt.Upstream).Take(now);
            if (attempt.Socket is null)
            {
                return false;
            }

            attempt.Id = attempt.Socket.Add(query, _secrets);
            _nextSweep = Instant.Min(_nextSweep, now + SweepEvery);
        }

        DnsHeader.WriteId(query.Message, attempt.Id);
        engine.Send(attempt.Socket.Socket!, new DatagramTarget(attempt.Upstream.Endpoint), query.Message);

        // Null: a queue that was full has been sent, the socket told of an error about this one, and the relay has given the attempt up.
        return attempt.Socket is not null;
    }

    private bool TryAskStream(Instant now, PendingQuery query, ref DnsAttempt attempt)
    {
        if (!_streams.TryGetValue(attempt.Upstream, out UpstreamStream? stream))
        {
            stream = new UpstreamStream(engine.Loop, relay, attempt.Upstream, _scratch);
            _streams.Add(attempt.Upstream, stream);
        }

        if (!stream.TryAsk(now, query, _secrets, out ushort id))
        {
            return false;
        }

        attempt.Stream = stream;
        attempt.Id = id;
        return true;
    }

    private UpstreamPorts PortsOf(Upstream upstream) => upstream.Endpoint.Address.IsV4
        ? _v4 ??= new UpstreamPorts(engine, relay, _secrets, ipv6: false)
        : _v6 ??= new UpstreamPorts(engine, relay, _secrets, ipv6: true);
}
