using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Splicing;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tcp;

/// <summary>One container's TCP as host sockets, in both directions. Loop thread only.</summary>
internal sealed partial class TcpForwarder : IDisposable
{
    // RFC 6335 §6: for clients that would look alike to the container.
    private const ushort FirstDynamicPort = 49_152;
    private const int PortAttempts = 64;

    // What one flow reads of a turn's octets before the next, and what is so little that the next time it reads ahead of those with more.
    private const int OctetsPerVisit = 128 << 10;
    private const int BriefVisit = 8 << 10;

    private readonly EventLoop _loop;
    private readonly TcpLayer _stack;
    private readonly HostAccess _access;
    private readonly ITcpOutlet _outlet;
    private readonly HashSet<SocketFlow> _flows = [];
    private readonly HeldOctets _held = new();
    private readonly Queue<SocketFlow> _listed = new();
    private readonly Queue<SocketFlow> _listedAhead = new();
    private ushort _nextPort = FirstDynamicPort;
    private bool _isDisposed;

    public TcpForwarder(EventLoop loop, TcpLayer stack, HostAccess access, ITcpOutlet outlet)
    {
        _loop = loop;
        _stack = stack;
        _access = access;
        _outlet = outlet;
    }

    public TcpForwarderCounters Counters { get; } = new();

    public IReadOnlyCollection<SocketFlow> Flows => _flows;

    /// <summary>Who has which of the network's connections; null: this one has all.</summary>
    public FlowSpread? Spread { get; set; }

    /// <summary>What the host itself sends with the gateway's address; null where it has no interface on the network.</summary>
    public HostFlowTable? HostFlows { get; set; }

    /// <summary>Leads clients of published ports past the stack; null: none goes past it.</summary>
    public SpliceForwarder? Splicing { get; private set; }

    /// <summary>Some flow has octets to read that nothing else will remind of.</summary>
    public bool HasListed => _listed.Count + _listedAhead.Count > 0;

    internal Instant Now => _loop.Now;

    /// <summary>The container wants to connect: so does the host.</summary>
    public void Connect(TcpConnection connection)
    {
        Counters.Requested++;
        SocketEndpoint destination = new(connection.Key.Local, connection.Key.LocalPort);
        if (_access.SocketAt(destination, connection.Key.Remote) is { } path)
        {
            ConnectTo(connection, path);
            return;
        }

        if (!_access.TryMap(destination, out SocketEndpoint host))
        {
            Counters.HostLoopbackDenied++;
            connection.Abort();
            return;
        }

        ConnectTo(connection, host, host == destination ? null : HostAccess.OtherLoopback(host));
    }

    /// <summary>Somebody connected to a published port: so does NetKit, to the container.</summary>
    /// <param name="fd">The accepted socket, ours from here on.</param>
    /// <param name="peer">Who connected.</param>
    /// <param name="local">Which of the host's addresses.</param>
    /// <param name="container">Where the port leads.</param>
    public void Accept(Fd fd, SocketEndpoint peer, IpAddress local, SocketEndpoint container)
    {
        Counters.Accepted++;
        if (!peer.Address.IsLoopback && peer.Address == local)
        {
            _ = Sockets.SetLocalCongestionControl(fd);
        }

        (SocketEndpoint first, SocketEndpoint? second) = InOrder(peer, container);
        Lead(new PortClient(fd, peer, local, first, second, null));
    }

    /// <summary>From here on, clients of published ports go past the stack.</summary>
    /// <param name="sockets">The container's, owned from here on.</param>
    /// <param name="capacity">How many clients at once.</param>
    /// <param name="log">Tells when that is over.</param>
    [SupportedOSPlatform("linux")]
    public void Splice(NamespaceSockets sockets, int capacity, SpliceLog log) =>
        Splicing = new SpliceForwarder(_loop, sockets, capacity, Counters, LeadThroughStack, log);

    /// <summary>Reads what flows have been listed for, one after the other; those that have more come again behind the others.</summary>
    public void ReadListed()
    {
        int left = _stack.OctetsPerTurn;
        while (left > 0 && (_listedAhead.TryDequeue(out SocketFlow? flow) || _listed.TryDequeue(out flow)))
        {
            flow.IsListed = false;
            flow.LastRead = flow.Read(Math.Min(left, OctetsPerVisit));
            left -= flow.LastRead;
        }
    }

    /// <summary>Passes on what flows hold of the link's frames.</summary>
    public void SendHeld() => _held.SendAll();

    /// <summary>Resets all flows of a container that leaves.</summary>
    public void ResetAll(IpAddress container)
    {
        foreach (SocketFlow flow in new List<SocketFlow>(_flows))
        {
            if (flow.Connection.Key.Remote == container)
            {
                flow.Reset();
            }
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (SocketFlow flow in new List<SocketFlow>(_flows))
        {
            flow.Reset();
        }

        if (OperatingSystem.IsLinux())
        {
            Splicing?.Dispose();
        }
    }

    internal void List(SocketFlow flow)
    {
        if (!flow.IsListed)
        {
            flow.IsListed = true;
            (flow.LastRead <= BriefVisit ? _listedAhead : _listed).Enqueue(flow);
        }
    }

    /// <summary>A place to hold what comes for a flow until <see cref="SendHeld"/>; null: it has to be sent at once.</summary>
    internal GatheredOctets? TryHold(SocketFlow flow, ReadOnlySpan<byte> octets) => _held.TryBegin(flow, octets);

    /// <summary>Nothing is held there any more.</summary>
    internal void EndHold(GatheredOctets held) => _held.End(held);

    /// <summary>What comes lies where it may be held.</summary>
    internal bool MayHold => _stack.IsDataPinned;

    /// <summary>Tells the flow when its socket, which was full, takes octets again.</summary>
    internal void WatchWritable(SocketFlow flow) => _ = _loop.Change(flow.Fd, Readiness.Readable | Readiness.Writable);

    /// <summary>The flow is over; it closes its socket next.</summary>
    internal void Forget(SocketFlow flow)
    {
        _loop.Release(flow.Fd);
        _ = _flows.Remove(flow);
    }

    /// <summary>The flow is over; another takes its socket.</summary>
    internal void HandOver(SocketFlow flow)
    {
        _loop.Unregister(flow.Fd);
        _ = _flows.Remove(flow);
    }

    /// <summary>
    /// Tells the container what the host's connect said. On the host's loopback a closed port is the one thing that can be meant.
    /// </summary>
    internal void Refuse(TcpConnection connection, Errno error)
    {
        bool isLoopback = _access.IsOfNode(connection.Key.Local);
        Icmpv4UnreachableCode? code = isLoopback ? null : error switch
        {
            Errno.NetworkUnreachable or Errno.NetworkDown or Errno.AddressNotAvailable or Errno.InvalidArgument
                or Errno.AddressFamilyNotSupported => Icmpv4UnreachableCode.Network,
            Errno.HostUnreachable or Errno.HostDown or Errno.TimedOut => Icmpv4UnreachableCode.Host,
            Errno.AccessDenied or Errno.NotPermitted => Icmpv4UnreachableCode.CommunicationProhibited,
            _ => null,
        };
        if (code is { } unreachable)
        {
            Counters.Unreachable++;
            _outlet.RefuseUnreachable(connection, unreachable);
            return;
        }

        Counters.Refused++;
        connection.Abort();
    }

    /// <summary>
    /// What every connection from a listener has from the start, because sockets that it accepts inherit it (accept(2)): three calls less
    /// for each.
    /// </summary>
    internal static void Prepare(Fd listener, IpAddress address)
    {
        _ = Sockets.SetNoDelay(listener, true);
        _ = Sockets.SetKeepAlive(listener, true);
        if (address.IsLoopback)
        {
            _ = Sockets.SetLocalCongestionControl(listener);
        }
    }

    // None: established and watched. InProgress: watched.
    private Errno Connect(SocketFlow flow, SocketEndpoint host)
    {
        // Only a peer on this machine is known to say goodbye when it goes.
        bool isLocal = host.Address.IsLoopback;
        _ = isLocal ? Sockets.SetLocalCongestionControl(flow.Fd) : Sockets.SetKeepAlive(flow.Fd, true);
        Errno error = Sockets.StartConnect(flow.Fd, host);
        error = error == Errno.InProgress && isLocal ? Sockets.ContinueConnect(flow.Fd, host) : error;
        Errno adopted = error switch
        {
            Errno.None => Adopt(flow, Readiness.Readable),
            Errno.InProgress => Adopt(flow, Readiness.Readable | Readiness.Writable),
            _ => Errno.None,
        };
        return adopted == Errno.None ? error : adopted;
    }

    private Errno Adopt(SocketFlow flow, Readiness interest)
    {
        Errno error = _loop.Register(flow.Fd, interest, flow);
        if (error == Errno.None)
        {
            _ = _flows.Add(flow);
        }

        return error;
    }

    private bool TryKey(IpAddress shown, ushort port, SocketEndpoint container, out FlowKey key)
    {
        key = new FlowKey(shown, port, container.Address, container.Port);
        for (int i = 0; i < PortAttempts && IsTaken(key); i++)
        {
            key = key with { LocalPort = NextPort() };
        }

        return !IsTaken(key);
    }

    private ushort NextPort()
    {
        ushort port = _nextPort;
        _nextPort = port == ushort.MaxValue ? FirstDynamicPort : (ushort)(port + 1);
        return port;
    }

    // Or another's: a port that would lead its answers to another loop is of no use here.
    private bool IsTaken(in FlowKey key) => _stack.IsInUse(key) || IsOfHost(key) || (Spread is { } spread && spread.OwnerOf(key) != this);

    // The host itself has a flow between these ends, and the container could not tell another from it.
    private bool IsOfHost(in FlowKey key) =>
        HostFlows is { } flows && _access.IsGateway(key.Local) && flows.Contains(IpProtocol.Tcp, key.LocalPort, key.Remote, key.RemotePort);
}
