using System;
using NetKit.Fuzz.Nodes;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Streams;

/// <summary>A node, one pair of ports, a peer that may say anything at one end and an owner that may do anything at the other.</summary>
internal sealed class StreamRig
{
    public const ushort PeerPort = 50_000;
    public const ushort OwnPort = 80;

    private const int Mtu = 1500;
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(10);

    private static readonly IpAddress Peer = IpAddress.FromV4(10, 0, 2, 100);
    private static readonly IpAddress Own = IpAddress.FromV4(192, 0, 2, 1);
    private static readonly MacAddress PeerMac = new(0x5254_000A_0064);

    private readonly FuzzLink _link;
    private readonly IpNode<FuzzDevice> _node;
    private FuzzDevice _device;
    private Instant _next;
    private TcpHeader _last;
    private int _resetsAllowed;

    public StreamRig(bool offloads)
    {
        _link = new FuzzLink(new LinkCapabilities(Mtu, offloads, offloads, offloads));
        _device = new FuzzDevice(_link);
        NodeOptions options = new()
        {
            Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24),
            Gateway = IpAddress.FromV4(10, 0, 2, 2),
            MemoryBudget = 4 << 20,
            Tcp = new TcpSettings { InitialWindow = 16 << 10, MinimumWindow = 4 << 10, MaximumWindow = 128 << 10 },
            Seed = 9293,
        };
        _node = new IpNode<FuzzDevice>(options, _link.Capabilities);
        Now = Sequence.Start;
        Meet();
    }

    public static FlowKey Key => new(Own, OwnPort, Peer, PeerPort);

    public Instant Now { get; private set; }

    /// <summary>The connection that was there last.</summary>
    public StreamModel? Model { get; private set; }

    /// <summary>Octets of each arrival that the owner takes at once.</summary>
    public int Takes { get; set; } = int.MaxValue;

    /// <summary>A request is answered at once.</summary>
    public bool Accepts { get; set; } = true;

    public bool IsFull
    {
        set => _link.IsFull = value;
    }

    /// <summary>The owner connects to the peer.</summary>
    public void Connect()
    {
        if (_node.Tcp.Connect(Now, Key) is { } connection)
        {
            Adopt(connection);
        }
    }

    /// <summary>A segment of the peer arrives.</summary>
    public void Send(in TcpHeader header, int length)
    {
        TcpState before = Model?.Connection.State ?? TcpState.Closed;
        long position = Model is { HasBegun: true } model ? model.PeerPosition(header.Sequence) : -1;
        bool isSyn = (header.Flags & TcpFlags.Syn) != 0;
        byte[] payload = Octets.PeerSays(isSyn ? position + 1 : position, length);
        Model?.OnPeerSends(header, length);
        _last = header;
        _resetsAllowed += (header.Flags & TcpFlags.Reset) == 0 ? 1 : 0;
        _link.ToNode.Enqueue((FrameOf(header, payload), FrameOffload.Complete));
        Poll();
        if (isSyn && before == TcpState.SynSent && Model is { HasBegun: false } opening && opening.Connection.State is not (TcpState.SynSent or TcpState.Closed))
        {
            throw new InvalidOperationException("The SYN was taken in unseen.");
        }
    }

    public void Wait(TimeSpan time)
    {
        Instant then = Now + time;
        for (int turns = 0; turns < 2000 && _next < then; turns++)
        {
            Now = _next > Now ? _next : Now + TimeSpan.FromTicks(1);
            Poll();
        }

        Now = then;
        Poll();
    }

    public void Poll()
    {
        StreamOwner handler = new(this);
        BeginIfTaken();
        do
        {
            _next = _node.Poll(Now, ref _device, ref handler);
        }
        while (_link.ToNode.Count > 0);

        while (_link.FromNode.TryDequeue(out (byte[] Octets, FrameOffload Offload) sent))
        {
            SentFrames.Check(sent.Octets, sent.Offload, _link.Capabilities);
            OnSent(sent.Octets);
        }

        NodeCounters counters = _node.Counters;
        BufferPool pool = _node.Tcp.Pool;
        Oracle.Holds(counters.Arrivals == counters.Deliveries + counters.TotalDrops, "frames that are neither delivered nor dropped");
        Oracle.Holds(pool.Reserved <= pool.Budget && pool.Rented <= pool.Reserved + pool.Budget, "more memory than the budget has");
        Oracle.Holds(_node.Tcp.Count <= 1, $"{_node.Tcp.Count} connections between the same two ports");
    }

    public void OnRequest(TcpConnection connection)
    {
        Adopt(connection).Begin(_last);
        if (Accepts)
        {
            connection.Accept();
        }
    }

    /// <summary>The owner writes as much as there is room for.</summary>
    public void Write(int count)
    {
        if (Model is not { } model)
        {
            return;
        }

        byte[] octets = new byte[count];
        Octets.NodeSays(model.Written, octets);
        model.OnWritten(model.Connection.Write(octets));
    }

    public void Read(int count)
    {
        if (Model is not { } model)
        {
            return;
        }

        count = Math.Min(count, model.Connection.ReadableLength);
        model.Connection.GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        int head = Math.Min(count, first.Length);
        model.OnDelivered(first[..head]);
        model.OnDelivered(rest[..(count - head)]);
        model.Connection.Consume(count);
    }

    public void Close()
    {
        if (Model is { } model && model.Connection.State is not TcpState.Closed)
        {
            model.IsClosedByOwner = true;
            model.Connection.Close();
        }
    }

    public void Abort()
    {
        _resetsAllowed++;
        Model?.Connection.Abort();
    }

    /// <summary>The owner forgets its connection: then nothing may be left.</summary>
    public void End()
    {
        _link.IsFull = false;
        Model?.Connection.Drop();
        Wait(Aftermath);
        BufferPool pool = _node.Tcp.Pool;
        Oracle.Holds(_node.Tcp.Count == 0, $"{_node.Tcp.Count} connections are left");
        Oracle.Holds(pool.Reserved == 0 && pool.Rented == 0, $"{pool.Reserved} octets are reserved and {pool.Rented} rented for nobody");
    }

    private StreamModel Adopt(TcpConnection connection)
    {
        // What a former connection still holds is nobody's any more. The new one may end with a RST, when nobody answers it.
        Model?.Connection.Drop();
        _resetsAllowed++;
        return Model = new StreamModel(connection);
    }

    private static byte[] FrameOf(in TcpHeader header, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[EthernetHeader.Length + Ipv4Header.MinimumLength + header.Length + payload.Length];
        new EthernetHeader(NodeOptions.UsualMac, PeerMac, EtherType.Ipv4).Emit(frame);
        Span<byte> packet = frame.AsSpan(EthernetHeader.Length);
        int length = packet.Length - Ipv4Header.MinimumLength;
        new Ipv4Header { Source = Peer, Destination = Own, Protocol = IpProtocol.Tcp, TimeToLive = 64, PayloadLength = length }.Emit(packet);
        Span<byte> segment = packet[Ipv4Header.MinimumLength..];
        header.Emit(segment);
        payload.CopyTo(segment[header.Length..]);
        TcpHeader.WriteChecksum(segment, InternetSum.PseudoHeader(Peer, Own, IpProtocol.Tcp, length).Add(segment).ToField());
        return frame;
    }

    // The peer's ARP request, so that the node knows where it is.
    private void Meet()
    {
        byte[] frame = new byte[EthernetHeader.Length + ArpHeader.Length];
        new EthernetHeader(MacAddress.Broadcast, PeerMac, EtherType.Arp).Emit(frame);
        new ArpHeader(ArpOperation.Request, PeerMac, Peer, default, IpAddress.FromV4(10, 0, 2, 2)).Emit(frame.AsSpan(EthernetHeader.Length));
        _link.ToNode.Enqueue((frame, FrameOffload.Complete));
        Poll();
    }

    // Our own SYN is out, and this answers it.
    private void BeginIfTaken()
    {
        bool isAnswered = Model is { HasBegun: false } model && model.Connection.State is TcpState.SynSent && _link.ToNode.Count > 0
            && (_last.Flags & (TcpFlags.Syn | TcpFlags.Reset)) == TcpFlags.Syn
            && ((_last.Flags & TcpFlags.Ack) == 0 || _last.Acknowledgment == model.OwnSeq(0));
        if (isAnswered)
        {
            Model!.Begin(_last);
        }
    }

    private void OnSent(ReadOnlySpan<byte> frame)
    {
        if (EthernetView.TryCreate(frame, out EthernetView ethernet) is not WireError.None || ethernet.Type is not EtherType.Ipv4
            || Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is not WireError.None || ip.Protocol is not IpProtocol.Tcp
            || TcpView.TryCreate(ip.Payload, out TcpView view) is not WireError.None
            || TcpHeader.TryParse(view, out TcpHeader header) is not WireError.None)
        {
            return;
        }

        if ((header.Flags & TcpFlags.Reset) != 0)
        {
            Oracle.Holds(--_resetsAllowed >= 0, "a RST that nothing asked for (RFC 9293 §3.5.2)");
        }
        else
        {
            Oracle.Holds(Model is not null, "a segment of no connection");
            Model.OnNodeSends(header, view.Payload);
        }
    }
}
