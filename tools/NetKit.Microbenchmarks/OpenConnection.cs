using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Microbenchmarks;

/// <summary>A node with one established connection, whose peer is played by prepared frames.</summary>
internal sealed class OpenConnection
{
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(10);

    private readonly PeerLink _link;
    private readonly IpNode<PeerDevice> _node;
    private PeerDevice _device;
    private Taker _taker;
    private Instant _now = Instant.FromMilliseconds(1);
    private SeqNum _sequence = new(1_000);
    private int _dataLength;

    public OpenConnection(LinkCapabilities link)
    {
        _link = new PeerLink(link);
        _device = new PeerDevice(_link);
        NodeOptions options = new()
        {
            Mac = SegmentWriter.NodeMac,
            Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24),
            Gateway = IpAddress.FromV4(10, 0, 2, 2),
            Seed = 791,
        };
        _node = new IpNode<PeerDevice>(options, link);
        Meet(options.Gateway);
        Say(TcpFlags.Syn, SegmentWriter.SynOptions);
        _sequence += 1;
        Say(TcpFlags.Ack, TcpOptions.None);
        Connection = _taker.Accepted is { State: TcpState.Established } open
            ? open
            : throw new InvalidOperationException("The handshake did not end in a connection.");
    }

    public TcpConnection Connection { get; }

    public long FramesSent => _link.Sent;

    public long OctetsTaken => _taker.Octets;

    /// <summary>Prepares the segments that <see cref="ReceiveData"/> lets arrive.</summary>
    public void PrepareData(int payload) =>
        _dataLength = SegmentWriter.Write(_link.Incoming, _sequence, _link.SentUpTo, TcpFlags.Ack, SegmentWriter.DataOptions, payload);

    /// <summary>
    /// The next data segment arrives and the node has its turn. As from a TAP with offloads, its checksum counts as verified.
    /// </summary>
    public void ReceiveData()
    {
        SegmentWriter.Advance(_link.Incoming, _sequence, _link.SentUpTo);
        _sequence += _dataLength - EthernetHeader.Length - Ipv4Header.MinimumLength - TcpHeader.MinimumLength;
        Poll(_dataLength);
    }

    /// <summary>Prepares the acknowledgements of <see cref="SendData"/>.</summary>
    public void PrepareAcknowledgment() => PrepareData(payload: 0);

    /// <summary>Writes, lets the node send, and acknowledges what it sent.</summary>
    public void SendData(ReadOnlySpan<byte> octets)
    {
        Connection.Write(octets);
        Poll(length: 0);
        SegmentWriter.Advance(_link.Incoming, _sequence, _link.SentUpTo);
        Poll(_dataLength);
    }

    // The peer asks for the gateway, so that both know each other.
    private void Meet(IpAddress gateway)
    {
        new EthernetHeader(MacAddress.Broadcast, SegmentWriter.PeerMac, EtherType.Arp).Emit(_link.Incoming);
        new ArpHeader(ArpOperation.Request, SegmentWriter.PeerMac, SegmentWriter.Peer, default, gateway)
            .Emit(_link.Incoming[EthernetHeader.Length..]);
        Poll(EthernetHeader.Length + ArpHeader.Length);
    }

    private void Say(TcpFlags flags, in TcpOptions options) =>
        Poll(SegmentWriter.Write(_link.Incoming, _sequence, _link.SentUpTo, flags, options, payload: 0));

    private void Poll(int length)
    {
        _link.Arrive(length, new FrameOffload { ChecksumVerified = true });
        _now += Turn;
        while (_node.Poll(_now, ref _device, ref _taker) <= _now)
        {
        }
    }
}
