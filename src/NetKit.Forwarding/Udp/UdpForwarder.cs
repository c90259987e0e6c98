using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// A container's UDP as host sockets: one per address and port of the container, opened by its first datagram and closed
/// when it has been idle. Loop thread only.
/// </summary>
/// <remarks>
/// Mapping is endpoint-independent (RFC 4787 REQ-1), filtering address-dependent (<see cref="PeerFilter"/>). The container's port
/// is kept on the host where it is free and not a well-known one (REQ-3): containers' traffic must not sit on ports that
/// host services start on. When the table is full the oldest mapping that never became a stream makes room; when all are
/// streams the newcomer is dropped. What a published port began goes back through it (<see cref="Publish"/>).
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class UdpForwarder : ILoopDriver, IDisposable
{
    private const ushort FirstUnprivilegedPort = 1_024;

    // What an ordinary datagram of the host's has left when it comes by; only traceroute looks.
    internal const byte DeliveredTimeToLive = 64;

    private readonly DatagramEngine _engine;
    private readonly IDatagramOutlet _outlet;
    private readonly UdpForwarderOptions _options;
    private readonly Dictionary<SocketEndpoint, UdpMapping> _mappings = [];
    private readonly IdleQueue<UdpMapping> _oneWay;
    private readonly IdleQueue<UdpMapping> _streams;
    private readonly UdpSessionTable _sessions;
    private UdpMapping? _last;

    public UdpForwarder(DatagramEngine engine, IDatagramOutlet outlet, UdpForwarderOptions options)
    {
        _engine = engine;
        _outlet = outlet;
        _options = options;
        _oneWay = new IdleQueue<UdpMapping>(options.OneWayTimeout);
        _streams = new IdleQueue<UdpMapping>(options.StreamTimeout);
        _sessions = new UdpSessionTable(options, Counters);
        engine.Loop.AddDriver(this);
    }

    public UdpCounters Counters { get; } = new();

    internal Instant Now => _engine.Loop.Now;

    public int ActiveMappings => _mappings.Count;

    /// <summary>Peers of published ports.</summary>
    public int ActiveSessions => _sessions.Count;

    /// <summary>
    /// Sends a datagram of the container to the host's network. Every outcome is counted; errors come back through the outlet.
    /// </summary>
    public void Forward(Instant now, in UdpDatagram datagram)
    {
        if (TryForwardReply(now, datagram))
        {
            return;
        }

        Counters.Offered += datagram.Count;
        SocketEndpoint to = new(datagram.Destination, datagram.DestinationPort);
        if (to.Address.IsMulticast || to.Address == IpAddress.BroadcastV4)
        {
            Counters.DropFromContainer(UdpDropReason.Multicast, datagram.Count);
            return;
        }

        if (to.Port == 0 || to.Address.IsUnspecified || to.Address.IsV4 != datagram.Source.IsV4)
        {
            Counters.DropFromContainer(UdpDropReason.BadDestination, datagram.Count);
            return;
        }

        SocketEndpoint from = new(datagram.Source, datagram.SourcePort);
        if (FindOrOpen(now, from, datagram) is not { Socket: { } socket } mapping)
        {
            return;
        }

        mapping.NoteAsked(to, datagram.Count, datagram.Payload.Length);
        Touch(mapping, now);
        Send(socket, to, default, datagram);
    }

    /// <summary>
    /// Sends a datagram of the container back to the peer of a published port, if that is whom it is for. For datagrams to
    /// addresses of the node itself, behind which published ports show local peers; <see cref="Forward"/> looks by itself.
    /// </summary>
    public bool TryForwardReply(Instant now, in UdpDatagram datagram)
    {
        SocketEndpoint shown = new(datagram.Destination, datagram.DestinationPort);
        if (!_sessions.TryFindReply(new SocketEndpoint(datagram.Source, datagram.SourcePort), shown, out UdpSession? session))
        {
            return false;
        }

        Counters.Offered += datagram.Count;
        _sessions.NoteAnswered(session, now, datagram.Count, datagram.Payload.Length);
        Send(session.Port.Socket, session.Peer, session.Local, datagram);
        return true;
    }

    /// <summary>True: <see cref="TryForwardReply"/> would take a datagram between these ends.</summary>
    public bool IsReply(SocketEndpoint container, SocketEndpoint shown) => _sessions.TryFindReply(container, shown, out _);

    /// <summary>Closes all mappings of a container that leaves.</summary>
    public void CloseAll(IpAddress container)
    {
        foreach (UdpMapping mapping in new List<UdpMapping>(_mappings.Values))
        {
            if (mapping.Container.Address == container)
            {
                Close(mapping);
            }
        }
    }

    /// <summary>Opens a port of the host for a port of the container. The error is that of opening or binding the socket.</summary>
    public Errno Publish(UdpPublication publication, out PublishedUdpPort? port)
    {
        PublishedUdpPort candidate = new(this, _sessions, publication);
        Errno error = HostSocketFactory.Open(_engine, candidate, publication.Host, _options.BufferOctets, out HostSocket? socket);
        port = null;
        if (error != Errno.None || socket is null)
        {
            return error;
        }

        candidate.Attach(socket);
        port = candidate;
        return Errno.None;
    }

    public IEnumerable<UdpMappingSnapshot> Snapshot(Instant now)
    {
        foreach (UdpMapping mapping in _mappings.Values)
        {
            yield return mapping.Snapshot(now);
        }

        foreach (UdpSession session in _sessions.All)
        {
            yield return session.Snapshot(now);
        }
    }

    /// <summary>Ends what has been idle for too long.</summary>
    public Instant OnTurn(Instant now)
    {
        while ((_oneWay.Expired(now) ?? _streams.Expired(now)) is { } expired)
        {
            Counters.MappingsExpired++;
            Close(expired);
        }

        Instant deadline = Instant.Min(_oneWay.Deadline, _streams.Deadline);
        return Instant.Min(deadline, _sessions.Expire(now));
    }

    /// <summary>Closes all mappings. Published ports are closed by their owners, before.</summary>
    public void Dispose()
    {
        while ((_oneWay.Oldest ?? _streams.Oldest) is { } mapping)
        {
            Close(mapping);
        }

        _engine.Loop.RemoveDriver(this);
    }

    internal void Deliver(UdpMapping mapping, in ReceivedDatagram received)
    {
        UdpDatagram datagram = new()
        {
            Source = received.From.Address,
            SourcePort = received.From.Port,
            Destination = mapping.Container.Address,
            DestinationPort = mapping.Container.Port,
            TimeToLive = DeliveredTimeToLive,
            TrafficClass = received.TrafficClass,
            Payload = received.Payload,
            SegmentSize = received.SegmentSize,
        };
        Counters.Received += datagram.Count;
        if (!mapping.Peers.Allows(received.From.Address))
        {
            Counters.DropFromHost(UdpDropReason.Filtered, datagram.Count);
            return;
        }

        mapping.NoteAnswered(datagram.Count, datagram.Payload.Length);
        Touch(mapping, Now);
        Deliver(datagram);
    }

    internal void Deliver(in UdpDatagram datagram)
    {
        Counters.Delivered += datagram.Count;
        Counters.OctetsDelivered += datagram.Payload.Length;
        _outlet.SendUdp(datagram);
    }

    internal void CarryError(SocketEndpoint container, SocketEndpoint destination, in DatagramError error, ReadOnlySpan<byte> quoted)
    {
        UdpFlow original = new(container.Address, container.Port, destination.Address, destination.Port, quoted);
        Counters.ErrorsCarried++;
        _outlet.SendUdpError(original, IcmpReports.Of(error));
    }

    internal void NoteSent(int datagrams, long octets)
    {
        Counters.Sent += datagrams;
        Counters.OctetsSent += octets;
    }

    internal void NoteNotSent(
        SocketEndpoint container, SocketEndpoint destination, int segmentSize, ReadOnlySpan<byte> payload, Errno error, uint mtu)
    {
        int datagrams = new UdpDatagram { Payload = payload, SegmentSize = segmentSize }.Count;
        Counters.DropFromContainer(ReasonOf(error), datagrams);
        if (IcmpReports.TryExplain(error, destination.Address.IsV4, mtu, out IcmpReport report))
        {
            ReadOnlySpan<byte> first = segmentSize == 0 ? payload : payload[..Math.Min(segmentSize, payload.Length)];
            _outlet.SendUdpError(new UdpFlow(container.Address, container.Port, destination.Address, destination.Port, first), report);
        }
    }

    private static UdpDropReason ReasonOf(Errno error) => error switch
    {
        Errno.Again or Errno.NoBufferSpace => UdpDropReason.SendBufferFull,
        Errno.MessageTooLong => UdpDropReason.TooLong,
        _ when IcmpReports.IsUnreachable(error) => UdpDropReason.Unreachable,
        _ => UdpDropReason.SendFailed,
    };

    private void Send(HostSocket socket, SocketEndpoint to, IpAddress from, in UdpDatagram datagram)
    {
        socket.SetDontFragment(datagram.DontFragment);
        DatagramTarget target = new(to)
        {
            From = from,
            TimeToLive = datagram.TimeToLive == socket.TimeToLive ? (byte)0 : datagram.TimeToLive,
            TrafficClass = datagram.TrafficClass,
            SegmentSize = datagram.Payload.Length > datagram.SegmentSize ? (ushort)datagram.SegmentSize : (ushort)0,
        };
        _engine.Send(socket, target, datagram.Payload);
    }

    private void Touch(UdpMapping mapping, Instant now) => (mapping.IsStream ? _streams : _oneWay).Touch(mapping, now);

    private UdpMapping? FindOrOpen(Instant now, SocketEndpoint from, in UdpDatagram datagram)
    {
        if (_last is not null && _last.Container == from)
        {
            return _last;
        }

        if (!_mappings.TryGetValue(from, out UdpMapping? mapping))
        {
            if (!TryMakeRoom())
            {
                Counters.DropFromContainer(UdpDropReason.TableFull, datagram.Count);
                return null;
            }

            Errno error = Open(now, from, datagram.TimeToLive, out mapping);
            if (error != Errno.None)
            {
                NoteNoSocket(error, datagram);
                return null;
            }
        }

        _last = mapping;
        return mapping;
    }

    private bool TryMakeRoom() => _mappings.Count < _options.MaximumMappings || TryRecycle();

    private bool TryRecycle()
    {
        if (_oneWay.Oldest is not { } oldest)
        {
            return false;
        }

        Counters.MappingsRecycled++;
        Close(oldest);
        return true;
    }

    private void NoteNoSocket(Errno error, in UdpDatagram datagram)
    {
        Counters.DropFromContainer(UdpDropReason.NoSocket, datagram.Count);
        if (IcmpReports.TryExplain(error, datagram.Destination.IsV4, 0, out IcmpReport report))
        {
            UdpFlow original = new(
                datagram.Source, datagram.SourcePort, datagram.Destination, datagram.DestinationPort, datagram.Payload);
            _outlet.SendUdpError(original, report);
        }
    }

    private Errno Open(Instant now, SocketEndpoint from, byte timeToLive, out UdpMapping mapping)
    {
        mapping = new UdpMapping(this, from, now);
        IpAddress local = from.Address.IsV4 ? _options.OutboundV4 : _options.OutboundV6;
        ushort port = from.Port >= FirstUnprivilegedPort ? from.Port : (ushort)0;
        Errno error = Open(mapping, new SocketEndpoint(local, port), out HostSocket? socket);
        if (error == Errno.TooManyFiles && TryRecycle())
        {
            error = Open(mapping, new SocketEndpoint(local, port), out socket);
        }

        if (error is Errno.AddressInUse or Errno.AccessDenied && port != 0)
        {
            error = Open(mapping, new SocketEndpoint(local, 0), out socket);
        }

        if (error != Errno.None || socket is null)
        {
            return error;
        }

        socket.SetTimeToLive(timeToLive);
        mapping.Socket = socket;
        _mappings.Add(from, mapping);
        Counters.MappingsOpened++;
        return Errno.None;
    }

    private Errno Open(UdpMapping mapping, SocketEndpoint local, out HostSocket? socket) =>
        HostSocketFactory.Open(_engine, mapping, local, _options.BufferOctets, out socket);

    private void Close(UdpMapping mapping)
    {
        _ = _mappings.Remove(mapping.Container);
        mapping.Queue?.Remove(mapping);
        mapping.Socket?.Close();
        if (_last == mapping)
        {
            _last = null;
        }
    }
}
