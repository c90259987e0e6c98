using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Links;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>
/// Moves the frames of a network between its ports and the node, as the switch says. Frames pass as they are read, super-frames uncut and with
/// their checksums unfinished: one read, one write, no copy between. Loop thread only.
/// </summary>
/// <remarks>
/// Turns are fair by octets: each port that has frames gets <see cref="Quantum"/> of a turn, one after the other, whatever the others have waiting; who has
/// more stands in line for the next turn. A frame costs as much as copying <see cref="CostOfFrame"/> besides its own octets, which is about what
/// its two system calls take.
/// </remarks>
internal sealed class SwitchFabric : IDriverLink
{
    private const int Quantum = 256 << 10;
    private const int CostOfFrame = 4 << 10;

    private readonly EventLoop _loop;
    private readonly FrameSwitch _switch;
    private readonly bool _isHostInGroups;
    private readonly List<FabricPort> _ports = [];
    private readonly Dictionary<SwitchPort, FabricPort> _byPort = [];
    private readonly Queue<FabricPort> _ready = new();
    private readonly List<FabricPort> _gone = [];
    private readonly List<FabricPort> _unflushed = [];
    private FabricPort? _current;
    private FabricPort? _shown;
    private FabricPort? _lastTarget;
    private int _visitsLeft;
    private bool _nodeKeeps;
    private Instant _now;

    /// <param name="loop">Whose thread carries.</param>
    /// <param name="options">The switch's.</param>
    /// <param name="mtu">Octets of the largest IP packet.</param>
    /// <param name="isHostInGroups">The host's port hears what endpoints say to all and to groups, e.g. mDNS.</param>
    public SwitchFabric(EventLoop loop, SwitchOptions options, int mtu, bool isHostInGroups)
    {
        _loop = loop;
        _isHostInGroups = isHostInGroups;
        _switch = new FrameSwitch(options);

        // The switch does in software what a port cannot, so the node need not know.
        Capabilities = new LinkCapabilities(mtu, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true);
    }

    /// <summary>Called for a port whose link is over, when it has been taken out.</summary>
    public event Action<FabricPort>? PortGone;

    public FrameSwitch Switch => _switch;

    public LinkCapabilities Capabilities { get; }

    public IReadOnlyList<FabricPort> Ports => _ports;

    /// <summary>A network without ports is still one.</summary>
    public bool IsGone => false;

    public Instant Deadline => Instant.Never;

    /// <summary>Adds a port and takes its link over; null when its addresses are taken, or its link cannot be watched. Then the link is the caller's.</summary>
    public FabricPort? TryAdd(SwitchPortOptions options, ISwitchedLink link)
    {
        SwitchPort? port = _switch.TryAdd(options);
        if (port is null)
        {
            return null;
        }

        FabricPort added = new(this, port, link);
        if (_loop.Register(link.Fd, Readiness.Readable | Readiness.Writable, added) != Errno.None)
        {
            _switch.Remove(port);
            return null;
        }

        _ports.Add(added);
        _byPort.Add(port, added);
        return added;
    }

    /// <summary>Takes a port out and closes its link.</summary>
    public void Remove(FabricPort port)
    {
        if (port.IsRemoved)
        {
            return;
        }

        port.IsRemoved = true;
        _lastTarget = null;
        _switch.Remove(port.Port);
        _ = _ports.Remove(port);
        _ = _byPort.Remove(port.Port);
        _loop.Unregister(port.Link.Fd);
        port.Link.Dispose();
    }

    /// <summary>Tells all others where an endpoint is: it may have the address of one that they knew.</summary>
    public void Announce(FabricPort port, IpAddress address) =>
        SendToMany(port, new OutgoingFrame(_switch.Announce(port.Port, address), default, default, FrameOffload.Complete), false, toHost: true);

    public void BeginTurn(Instant now)
    {
        _now = now;
        _visitsLeft = _ready.Count;
        _nodeKeeps = false;
    }

    public bool EndTurn()
    {
        Settle();
        Flush();
        if (_current is { } interrupted)
        {
            _current = null;
            _ready.Enqueue(interrupted);
        }

        foreach (FabricPort port in _gone)
        {
            if (!port.IsRemoved)
            {
                Remove(port);
                PortGone?.Invoke(port);
            }
        }

        _gone.Clear();
        return _ready.Count > 0;
    }

    /// <summary>Carries frames from port to port until there is one for the node, or the turn is over.</summary>
    public bool TryReceive(out ReceivedFrame frame)
    {
        Settle();
        while (TryVisit(out FabricPort? port))
        {
            if (!port.Link.TryReceive(out frame))
            {
                EndVisit(port);
                continue;
            }

            port.Credit -= frame.Octets.Length + CostOfFrame;
            _shown = port.Show(frame) ? port : null;
            if (Carry(port, frame))
            {
                _nodeKeeps = frame.IsKept;
                return true;
            }

            if (_nodeKeeps && !frame.IsKept)
            {
                // The next one would overwrite what the node still has.
                break;
            }
        }

        frame = default;
        return false;
    }

    /// <summary>
    /// Takes a frame of the node's. What a port does not take is lost on its link, since the others must not wait for it; only where there is no other
    /// the node's streams wait for the port.
    /// </summary>
    public SendOutcome Send(in OutgoingFrame frame)
    {
        Settle();
        SwitchVerdict verdict = _switch.JudgeFromNode(_now, frame.Headers);
        switch (verdict.Action)
        {
            case SwitchAction.ToPort:
                FabricPort target = TargetOf(verdict.Target!);
                if (target.Link.IsNearlyFull && _ports.Count == 1 && IsOfStream(frame.Offload))
                {
                    return SendOutcome.Full;
                }

                target.Send(frame);
                break;
            case SwitchAction.ToPorts or SwitchAction.ToOpenPorts:
                SendToMany(null, frame, verdict.Action is SwitchAction.ToOpenPorts, toHost: false);
                break;
            default:
                break;
        }

        return SendOutcome.Sent;
    }

    public void List(FabricPort port)
    {
        if (!port.IsListed)
        {
            port.IsListed = true;
            _ready.Enqueue(port);
        }
    }

    /// <summary>The end of a batch: what links kept back goes out.</summary>
    public void Flush()
    {
        foreach (FabricPort port in _unflushed)
        {
            port.Flush();
        }

        _unflushed.Clear();
    }

    public void NoteGone(FabricPort port) => _gone.Add(port);

    public void NoteUnflushed(FabricPort port) => _unflushed.Add(port);

    public void Dispose()
    {
        while (_ports.Count > 0)
        {
            Remove(_ports[^1]);
        }
    }

    // A TCP segment, whose connection sends it again when there is room. Nothing else of the node's is kept for later.
    private static bool IsOfStream(in FrameOffload offload) => offload.NeedsChecksum && offload.ChecksumOffset == TcpHeader.ChecksumOffset;

    // The port whose turn it is: the same until its credit is used up.
    private bool TryVisit([NotNullWhen(true)] out FabricPort? port)
    {
        if (_current is { Credit: <= 0 } spent)
        {
            _ready.Enqueue(spent);
            _current = null;
        }

        while (_current is null && _visitsLeft > 0 && _ready.TryDequeue(out FabricPort? next))
        {
            _visitsLeft--;
            next.Credit = Quantum;
            _current = next.IsRemoved ? null : next;
        }

        port = _current;
        return port is not null;
    }

    private void EndVisit(FabricPort port)
    {
        _current = null;
        port.IsListed = false;
        if (port.Link.IsGone)
        {
            _gone.Add(port);
        }
    }

    // True: the node gets it (too).
    private bool Carry(FabricPort from, in ReceivedFrame frame)
    {
        SwitchVerdict verdict = _switch.Judge(_now, from.Port, frame.Octets);
        bool isForNode = verdict.Action is SwitchAction.ToNode or SwitchAction.ToPortAndNode or SwitchAction.ToAll;
        if (!isForNode)
        {
            Settle(verdict.Reason);
        }

        OutgoingFrame copy = new(frame.Octets, default, default, frame.Offload);
        switch (verdict.Action)
        {
            case SwitchAction.ToPort or SwitchAction.ToPortAndNode:
                TargetOf(verdict.Target!).Send(copy);
                break;
            case SwitchAction.Answer:
                from.Send(new OutgoingFrame(_switch.Answer, default, default, FrameOffload.Complete));
                break;
            case SwitchAction.ToAll or SwitchAction.ToPorts or SwitchAction.ToOpenPorts:
                SendToMany(from, copy, verdict.Action is SwitchAction.ToOpenPorts, _isHostInGroups || IsOfNeighbors(frame.Octets));
                break;
            default:
                break;
        }

        return isForNode;
    }

    // Captures hear what became of a frame when the next one comes, or before something is sent: the node has dropped it by then, or never will.
    private void Settle(SwitchDropReason reason = SwitchDropReason.None)
    {
        _shown?.Tell(reason);
        _shown = null;
    }

    // What the node says to all is not for the host's port: the two are one station.
    private void SendToMany(FabricPort? from, in OutgoingFrame frame, bool openOnly, bool toHost)
    {
        foreach (FabricPort port in _ports)
        {
            bool isMeant = openOnly ? port.Port.Kind is SwitchPortKind.Open : toHost || port.Port.Kind is not SwitchPortKind.Host;
            if (port != from && isMeant)
            {
                port.Send(frame);
            }
        }
    }

    // Who has which address is the host's business, too.
    private static bool IsOfNeighbors(ReadOnlySpan<byte> frame)
    {
        if (EthernetView.TryCreate(frame, out EthernetView view) is not WireError.None || view.Type is not (EtherType.Arp or EtherType.Ipv6))
        {
            return false;
        }

        return view.Type is EtherType.Arp
            || (Ipv6View.TryCreate(view.Payload, out Ipv6View packet) is WireError.None
                && packet.Protocol is IpProtocol.Icmpv6 && !packet.Payload.IsEmpty
                && (Icmpv6Type)packet.Payload[0] is Icmpv6Type.NeighborAdvertisement);
    }

    private FabricPort TargetOf(SwitchPort port)
    {
        if (_lastTarget is not { } last || last.Port != port)
        {
            _lastTarget = last = _byPort[port];
        }

        return last;
    }
}
