using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>
/// A container's pings as echo requests of the host, with the TTL they had, so that both ping and an ICMP traceroute see the real
/// path. Loop thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class EchoForwarder : ILoopDriver, IDisposable
{
    private readonly DatagramEngine _engine;
    private readonly IDatagramOutlet _outlet;
    private readonly EchoForwarderOptions _options;
    private readonly EchoSockets _v4;
    private readonly EchoSockets _v6;
    private readonly Dictionary<EchoKey, EchoSession> _sessions = [];
    private readonly IdleQueue<EchoSession> _idle;

    public EchoForwarder(DatagramEngine engine, IDatagramOutlet outlet, EchoForwarderOptions options)
    {
        _engine = engine;
        _outlet = outlet;
        _options = options;
        _v4 = new EchoSockets(this, engine, false, options);
        _v6 = new EchoSockets(this, engine, true, options);
        _idle = new IdleQueue<EchoSession>(options.IdleTimeout);
        engine.Loop.AddDriver(this);
    }

    public EchoCounters Counters { get; } = new();

    public int ActiveFlows => _sessions.Count;

    /// <summary>What the last request of the family was sent with; <see cref="EchoSocketKind.None"/> before the first.</summary>
    public EchoSocketKind KindInUse(bool ipv6) => (ipv6 ? _v6 : _v4).Kind;

    /// <summary>Sends a request of the container. The answer, or an error from the network, comes through the outlet.</summary>
    public EchoVerdict Forward(Instant now, in EchoRequest request)
    {
        Counters.Offered++;
        IpAddress to = request.Destination;
        if (to.IsMulticast || to == IpAddress.BroadcastV4 || to.IsUnspecified || to.IsV4 != request.Source.IsV4)
        {
            return Drop(EchoDropReason.BadDestination, EchoVerdict.Dropped);
        }

        EchoKey key = new(request.Source, to, request.Identifier);
        if (!_sessions.TryGetValue(key, out EchoSession? session))
        {
            session = Open(key);
        }

        if (session is not { Socket: { } socket })
        {
            return Drop(EchoDropReason.Unavailable, EchoVerdict.Unavailable);
        }

        _idle.Touch(session, now);
        return Send(socket, session, request);
    }

    /// <summary>Ends flows that have been idle for too long.</summary>
    public Instant OnTurn(Instant now)
    {
        while (_idle.Expired(now) is { } expired)
        {
            Counters.FlowsExpired++;
            Close(expired);
        }

        return _idle.Deadline;
    }

    public void Dispose()
    {
        while (_idle.Oldest is { } session)
        {
            Close(session);
        }

        _v4.Close();
        _v6.Close();
        _engine.Loop.RemoveDriver(this);
    }

    internal void Deliver(EchoSession session, in EchoMessage reply, byte timeToLive)
    {
        Counters.Replies++;
        Counters.OctetsReplied += reply.Payload.Length;
        _idle.Touch(session, _engine.Loop.Now);

        // One hop is ours, as on the way out.
        byte left = timeToLive > 1 ? (byte)(timeToLive - 1) : (byte)1;
        _outlet.SendEchoReply(session.Key.Destination, session.Key.Source, session.Key.Identifier, reply.Sequence, left, reply.Payload);
    }

    internal void CarryError(EchoSession session, in EchoMessage request, in IcmpReport report)
    {
        Counters.ErrorsCarried++;
        Report(session.Key, request.Sequence, request.Payload, report);
    }

    private EchoVerdict Send(HostSocket socket, EchoSession session, in EchoRequest request)
    {
        Span<byte> header = stackalloc byte[EchoMessage.HeaderLength];
        EchoMessage.WriteRequest(header, socket.IsIpv6, session.HostIdentifier, request.Sequence, request.Payload);
        socket.SetDontFragment(request.DontFragment);
        DatagramTarget target = new(new SocketEndpoint(request.Destination, 0)) { TimeToLive = request.TimeToLive };
        SendAttempt attempt = _engine.TrySend(socket, target, header, request.Payload);
        if (attempt.IsOk)
        {
            Counters.Sent++;
            Counters.OctetsSent += request.Payload.Length;
            return EchoVerdict.Sent;
        }

        if (!IcmpReports.TryExplain(attempt.Error, request.Destination.IsV4, attempt.Mtu, out IcmpReport report))
        {
            return Drop(EchoDropReason.SendFailed, EchoVerdict.Dropped);
        }

        Report(session.Key, request.Sequence, request.Payload, report);
        EchoDropReason reason = attempt.Error == Errno.MessageTooLong ? EchoDropReason.TooLong : EchoDropReason.Unreachable;
        return Drop(reason, EchoVerdict.Unreachable);
    }

    private void Report(in EchoKey key, ushort sequence, ReadOnlySpan<byte> payload, in IcmpReport report) =>
        _outlet.SendEchoError(new EchoFlow(key.Source, key.Destination, key.Identifier, sequence, payload), report);

    private EchoSession? Open(EchoKey key)
    {
        if (_sessions.Count >= _options.MaximumFlows && _idle.Oldest is { } oldest)
        {
            Counters.FlowsRecycled++;
            Close(oldest);
        }

        EchoSession session = new(key);
        if (!SocketsOf(key).TryAttach(session))
        {
            return null;
        }

        _sessions.Add(key, session);
        Counters.FlowsOpened++;
        return session;
    }

    private void Close(EchoSession session)
    {
        _ = _sessions.Remove(session.Key);
        _idle.Remove(session);
        SocketsOf(session.Key).Detach(session);
    }

    private EchoSockets SocketsOf(EchoKey key) => key.Destination.IsV4 ? _v4 : _v6;

    private EchoVerdict Drop(EchoDropReason reason, EchoVerdict verdict)
    {
        Counters.Drop(reason);
        return verdict;
    }
}
