using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// The router at the end of a link: it takes frames, ends TCP connections, hands UDP datagrams and pings to its owner, and answers
/// what a router answers. One thread uses it.
/// </summary>
/// <remarks>
/// <para>
/// Theory of operation. <see cref="Poll"/> is a turn: frames are taken from the device up to a budget, timers that are due go off,
/// and then everything that has something to say says it, as long as the device takes it. Between turns the owner uses
/// connections (host sockets became readable or writable) and sends datagrams; connections wait for the next turn to speak.
/// </para>
/// <para>
/// Life of a frame: <c>IpNode</c> (this file: Ethernet) -> <c>.Arp</c>, <c>.Ipv4</c> or <c>.Ipv6</c> (checks, fragments, time to
/// live) -> <c>.Tcp</c>, <c>.Udp</c>, <c>.Icmp</c>, <c>.Icmpv6</c> or <c>.Ndp</c>. The way back: a transport header is put behind an
/// Ethernet and an IP header in one small buffer, the payload stays where it is (<c>.Output</c>).
/// </para>
/// <para>Every frame is either delivered or dropped for one reason: see <see cref="NodeCounters"/>.</para>
/// </remarks>
public sealed partial class IpNode<TDevice>
    where TDevice : struct, ILinkDevice
{
    // A turn takes so many: whatever else is ready waits for its end. With super-frames the octets count (TcpLayer.OctetsPerTurn).
    private const int FramesPerTurn = 64;

    private readonly NodeOptions _options;
    private readonly LinkCapabilities _link;
    private readonly TcpLayer _tcp;
    private readonly NeighborTable _neighbors;
    private readonly ArpResponder _arp;
    private readonly AddressSet _ours;
    private readonly Ipv6Interface? _v6;
    private readonly Ipv4Reassembler _reassembler = new(ReassemblyLimits.Ipv4);
    private readonly IcmpErrorLimiter _errorLimiter = new();
    private Instant _now;

    /// <summary>Makes the node for devices with these capabilities.</summary>
    public IpNode(NodeOptions options, LinkCapabilities link)
    {
        _options = options;
        _link = link;
        _ours = new AddressSet([options.Gateway, .. options.OtherAddresses]);
        _tcp = new TcpLayer(SettingsFor(options.Tcp, link), new BufferPool(options.MemoryBudget), options.Seed);
        _neighbors = new NeighborTable(options.Seed, new NeighborOptions());
        _arp = new ArpResponder(options.Mac);
        _v6 = options.Ipv6 is { } ipv6 ? new Ipv6Interface(ipv6, options.Mac, link.Mtu, options.Seed) : null;
        int longestError = _v6 is null ? IcmpErrorWriter.MaximumLengthV4 : IcmpErrorWriter.MaximumLengthV6;
        _icmp = GC.AllocateUninitializedArray<byte>(longestError, pinned: true);
    }

    public NodeCounters Counters { get; } = new();

    public TcpLayer Tcp => _tcp;

    public NeighborTable Neighbors => _neighbors;

    /// <summary>The device was full: poll again when it is writable.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>
    /// One turn. Answers when to come again at the latest: <paramref name="now"/> when frames are left; until then, call when the
    /// device has frames, or when a connection was used.
    /// </summary>
    public Instant Poll<THandler>(Instant now, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        _now = now;
        bool isMore = _tcp.IsMixed ? AnswerAndTake(ref device, ref handler) : TakeAndAnswer(ref device, ref handler);
        device.Flush();
        return isMore ? now : Instant.Min(Instant.Min(_tcp.Deadline, _reassembler.Deadline), _v6?.Deadline ?? Instant.Never);
    }

    private static TcpSettings SettingsFor(TcpSettings settings, LinkCapabilities link)
    {
        int size = link.Mtu - Ipv4Header.MinimumLength - TcpHeader.MinimumLength;
        return settings with
        {
            MaximumSegmentSize = size,
            MaximumSegmentSizeV6 = link.Mtu - Ipv6Header.Length - TcpHeader.MinimumLength,
            MaximumBurst = link.SegmentsTcp ? Ipv4Header.MaximumPacketLength - Ipv4Header.MinimumLength - TcpHeader.MaximumLength : size,
        };
    }

    // One after the other: an acknowledgement goes with the answer to what it acknowledges.
    private bool TakeAndAnswer<THandler>(ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        bool isMore = Receive(ref device, ref handler);
        Expire(ref device, ref handler);
        handler.OnReceived();
        return Transmit(ref device) || isMore;
    }

    // Beside a transfer, answers that are there do not wait for its next frames; their acknowledgements can wait for the next turn.
    private bool AnswerAndTake<THandler>(ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        handler.OnReceived();
        bool isMore = Transmit(ref device);
        isMore |= Receive(ref device, ref handler);
        Expire(ref device, ref handler);
        return isMore || (_tcp.HasOutput && !IsBlocked);
    }

    private void Expire<THandler>(ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        _tcp.Expire(_now, ref handler);
        ExpireFragments(ref device);
        if (_v6 is { } v6)
        {
            ExpireFragments(v6, ref device);
            Advertise(v6, ref device);
        }
    }

    private bool Receive<THandler>(ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        int octetsLeft = _tcp.OctetsPerTurn;
        bool any = true;
        for (int i = 0; i < FramesPerTurn && octetsLeft > 0; i++)
        {
            any = device.TryReceive(out ReceivedFrame frame);
            if (!any)
            {
                break;
            }

            octetsLeft -= frame.Octets.Length;
            Counters.Arrivals++;
            Counters.OctetsIn += frame.Octets.Length;
            _tcp.IsDataPinned = frame.IsPinned;
            OnFrame(frame, ref device, ref handler);
            if (!frame.IsKept)
            {
                handler.OnRelease();
            }
        }

        handler.OnRelease();
        return any;
    }

    private void OnFrame<THandler>(in ReceivedFrame received, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        if (EthernetView.TryCreate(received.Octets, out EthernetView frame) is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        MacAddress destination = frame.Destination;
        if (destination != _options.Mac && !destination.IsMulticast)
        {
            Counters.Drop(DropReason.NotForUs);
            return;
        }

        switch (frame.Type)
        {
            case EtherType.Ipv4:
                OnIpv4(frame, received.Offload, ref device, ref handler);
                break;
            case EtherType.Ipv6 when _v6 is { } v6:
                OnIpv6(v6, frame, received.Offload, ref device, ref handler);
                break;
            case EtherType.Arp:
                OnArp(frame, ref device);
                break;
            default:
                Counters.Drop(DropReason.UnknownProtocol);
                break;
        }
    }
}
