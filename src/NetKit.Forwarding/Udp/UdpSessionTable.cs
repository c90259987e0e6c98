using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// The sessions of all published ports of one container, found from both sides. The container tells peers apart by address and port
/// alone; two peers that would look the same to it (two programs behind the gateway's address, one peer on two published
/// ports) get different ports.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UdpSessionTable(UdpForwarderOptions options, UdpCounters counters)
{
    // RFC 6335 §6: dynamic ports.
    private const ushort FirstDynamicPort = 49_152;
    private const int PortAttempts = 64;

    private readonly Dictionary<PeerKey, UdpSession> _byPeer = [];
    private readonly Dictionary<ShownKey, UdpSession> _byShown = [];
    private readonly IdleQueue<UdpSession> _oneWay = new(options.OneWayTimeout);
    private readonly IdleQueue<UdpSession> _streams = new(options.StreamTimeout);
    private ushort _nextPort = FirstDynamicPort;

    public int Count => _byPeer.Count;

    public IEnumerable<UdpSession> All => _byPeer.Values;

    public bool TryFindReply(SocketEndpoint container, SocketEndpoint shown, [NotNullWhen(true)] out UdpSession? session)
    {
        session = null;
        return _byShown.Count != 0 && _byShown.TryGetValue(new ShownKey(container, shown), out session);
    }

    public bool TryFindPeer(PublishedUdpPort port, SocketEndpoint peer, IpAddress local, [NotNullWhen(true)] out UdpSession? session) =>
        _byPeer.TryGetValue(new PeerKey(port, peer, local), out session);

    /// <summary>Null when the table is full of streams, or the container could not tell the peer from others.</summary>
    public UdpSession? Open(Instant now, PublishedUdpPort port, SocketEndpoint peer, IpAddress local, IpAddress shownAddress)
    {
        if (_byPeer.Count >= options.MaximumSessions && !TryRecycle())
        {
            return null;
        }

        if (!TryChooseShown(port.Container, shownAddress, peer.Port, out SocketEndpoint shown))
        {
            return null;
        }

        UdpSession session = new(port, peer, local, shown, now);
        _byPeer.Add(new PeerKey(port, peer, local), session);
        _byShown.Add(new ShownKey(port.Container, shown), session);
        counters.SessionsOpened++;
        return session;
    }

    public void NoteAsked(UdpSession session, Instant now, int datagrams, int octets)
    {
        session.NoteAsked(datagrams, octets);
        Touch(session, now);
    }

    public void NoteAnswered(UdpSession session, Instant now, int datagrams, int octets)
    {
        session.NoteAnswered(datagrams, octets);
        Touch(session, now);
    }

    /// <summary>Ends idle sessions; returns when the next one is due.</summary>
    public Instant Expire(Instant now)
    {
        while ((_oneWay.Expired(now) ?? _streams.Expired(now)) is { } expired)
        {
            counters.SessionsExpired++;
            Remove(expired);
        }

        return Instant.Min(_oneWay.Deadline, _streams.Deadline);
    }

    /// <summary>Ends all sessions of a port that closes.</summary>
    public void RemoveAll(PublishedUdpPort port)
    {
        foreach (UdpSession session in _byPeer.Values)
        {
            // Removing while enumerating is allowed: only additions invalidate the enumerator.
            if (session.Port == port)
            {
                Remove(session);
            }
        }
    }

    private void Touch(UdpSession session, Instant now) => (session.IsStream ? _streams : _oneWay).Touch(session, now);

    private bool TryRecycle()
    {
        if (_oneWay.Oldest is not { } oldest)
        {
            return false;
        }

        counters.SessionsRecycled++;
        Remove(oldest);
        return true;
    }

    private void Remove(UdpSession session)
    {
        _ = _byPeer.Remove(new PeerKey(session.Port, session.Peer, session.Local));
        _ = _byShown.Remove(new ShownKey(session.Port.Container, session.Shown));
        session.Queue?.Remove(session);
    }

    private bool TryChooseShown(SocketEndpoint container, IpAddress address, ushort port, out SocketEndpoint shown)
    {
        shown = new SocketEndpoint(address, port);
        for (int attempt = 0; _byShown.ContainsKey(new ShownKey(container, shown)); attempt++)
        {
            if (attempt == PortAttempts)
            {
                return false;
            }

            shown = shown with { Port = _nextPort };
            _nextPort = _nextPort == ushort.MaxValue ? FirstDynamicPort : (ushort)(_nextPort + 1);
        }

        return true;
    }

    private readonly record struct PeerKey(PublishedUdpPort Port, SocketEndpoint Peer, IpAddress Local);

    private readonly record struct ShownKey(SocketEndpoint Container, SocketEndpoint Shown);
}
