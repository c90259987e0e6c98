using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// A UDP port of the host that leads into the container. Each peer is a session of its own; the container's answers leave from this
/// socket and from the address that the peer spoke to. Made by <see cref="UdpForwarder.Publish"/>; loop thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PublishedUdpPort : IHostSocketOwner, IDisposable
{
    // A container's default of 64, less the hop that the node took.
    private const byte UsualTimeToLive = 63;

    private readonly UdpForwarder _forwarder;
    private readonly UdpSessionTable _sessions;
    private readonly UdpPublication _publication;
    private HostSocket? _socket;

    internal PublishedUdpPort(UdpForwarder forwarder, UdpSessionTable sessions, UdpPublication publication)
    {
        _forwarder = forwarder;
        _sessions = sessions;
        _publication = publication;
        Host = publication.Host;
    }

    /// <summary>What is really bound: the port is filled in when the system chose it.</summary>
    public SocketEndpoint Host { get; private set; }

    public SocketEndpoint Container => _publication.Container;

    internal HostSocket Socket => _socket!;

    private bool IsWildcard => Host.Address.IsUnspecified;

    /// <summary>Closes the port and ends its sessions.</summary>
    public void Dispose()
    {
        _sessions.RemoveAll(this);
        _socket?.Close();
    }

    void IHostSocketOwner.OnDatagram(HostSocket socket, in ReceivedDatagram received)
    {
        Instant now = _forwarder.Now;
        UdpDatagram probe = new() { Payload = received.Payload, SegmentSize = received.SegmentSize };
        _forwarder.Counters.Received += probe.Count;
        IpAddress local = IsWildcard ? received.To : default;
        if (!_sessions.TryFindPeer(this, received.From, local, out UdpSession? session))
        {
            IpAddress shown = _publication.Shown(received.From.Address, IsWildcard ? received.To : Host.Address);
            session = _sessions.Open(now, this, received.From, local, shown);
        }

        if (session is null)
        {
            _forwarder.Counters.DropFromHost(UdpDropReason.TableFull, probe.Count);
            return;
        }

        _sessions.NoteAsked(session, now, probe.Count, received.Payload.Length);
        _forwarder.Deliver(new UdpDatagram
        {
            Source = session.Shown.Address,
            SourcePort = session.Shown.Port,
            Destination = Container.Address,
            DestinationPort = Container.Port,
            TimeToLive = UdpForwarder.DeliveredTimeToLive,
            TrafficClass = received.TrafficClass,
            Payload = received.Payload,
            SegmentSize = received.SegmentSize,
        });
    }

    void IHostSocketOwner.OnError(HostSocket socket, in DatagramError error, ReadOnlySpan<byte> quoted)
    {
        // The peer of a session that has ended meanwhile is nobody the container knows.
        if (_sessions.TryFindPeer(this, error.Destination, IsWildcard ? error.Local : default, out UdpSession? session))
        {
            _forwarder.CarryError(Container, session.Shown, error, quoted);
        }
    }

    void IHostSocketOwner.OnSent(HostSocket socket, int datagrams, long octets) => _forwarder.NoteSent(datagrams, octets);

    void IHostSocketOwner.OnNotSent(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, Errno error, uint mtu)
    {
        // Without a session (it ended while the datagram waited) only the count remains: the flow named is what the host saw.
        SocketEndpoint shown = _sessions.TryFindPeer(this, target.To, target.From, out UdpSession? session) ? session.Shown : target.To;
        _forwarder.NoteNotSent(Container, shown, target.SegmentSize, payload, error, mtu);
    }

    internal void Attach(HostSocket socket)
    {
        _socket = socket;
        socket.SetTimeToLive(UsualTimeToLive);
        if (IsWildcard)
        {
            _ = DatagramSockets.ReportLocalAddress(socket.Fd, socket.IsIpv6);
        }

        if (Sockets.LocalEndpoint(socket.Fd, out SocketEndpoint bound) == Errno.None)
        {
            Host = bound;
        }
    }
}
