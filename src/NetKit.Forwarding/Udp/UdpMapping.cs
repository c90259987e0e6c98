using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// One address and port of the container and the host socket that stands for it, whatever the destination
/// (endpoint-independent mapping, RFC 4787 REQ-1).
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UdpMapping(UdpForwarder forwarder, SocketEndpoint container, Instant created)
    : IdleEntry<UdpMapping>, IHostSocketOwner
{
    private FlowActivity _activity;
    private long _octetsOut;
    private long _octetsIn;

    public SocketEndpoint Container { get; } = container;

    public PeerFilter Peers { get; } = new();

    /// <summary>Set once, right after construction: socket and owner know each other.</summary>
    public HostSocket? Socket { get; set; }

    public SocketEndpoint LastPeer { get; private set; }

    public bool IsStream => _activity.IsStream(LastPeer.Port);

    public void NoteAsked(SocketEndpoint peer, int datagrams, int octets)
    {
        LastPeer = peer;
        Peers.Permit(peer.Address);
        _activity.Ask(datagrams);
        _octetsOut += octets;
    }

    public void NoteAnswered(int datagrams, int octets)
    {
        _activity.Answer(datagrams);
        _octetsIn += octets;
    }

    public void OnDatagram(HostSocket socket, in ReceivedDatagram datagram) => forwarder.Deliver(this, datagram);

    public void OnError(HostSocket socket, in DatagramError error, ReadOnlySpan<byte> quoted) =>
        forwarder.CarryError(Container, error.Destination, error, quoted);

    public void OnSent(HostSocket socket, int datagrams, long octets) => forwarder.NoteSent(datagrams, octets);

    public void OnNotSent(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, Errno error, uint mtu) =>
        forwarder.NoteNotSent(Container, target.To, target.SegmentSize, payload, error, mtu);

    public UdpMappingSnapshot Snapshot(Instant now)
    {
        SocketEndpoint host = default;
        if (Socket is not null)
        {
            _ = Sockets.LocalEndpoint(Socket.Fd, out host);
        }

        return new UdpMappingSnapshot(
            Container,
            host,
            LastPeer,
            false,
            IsStream,
            _activity.Asked,
            _activity.Answered,
            _octetsOut,
            _octetsIn,
            now - created,
            now - LastActive);
    }
}
