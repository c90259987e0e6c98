using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Splicing;

/// <summary>Leads clients of published ports to sockets of the container's own namespace: no frame, and no copy in this process. Loop thread only.</summary>
/// <remarks>
/// <para>
/// The container sees its own address as the client. Never 127.0.0.1: many a service trusts whoever comes from there (CVE-2021-20199), and what
/// listens on the container's loopback only is not reached, as through the stack.
/// </para>
/// <para>
/// A client who cannot be led there goes through the stack, as all do without this: no socket, no port left, no such address inside. Only a
/// refusal is an answer.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SpliceForwarder : ILoopDriver, IDisposable
{
    /// <summary>Octets that are copied rather than spliced: as many as the smallest pipe, of two pages, can keep if they must wait.</summary>
    public const int Little = 8 << 10;

    // What flows move in a turn, and what of it one moves each way before the next: the longer a turn, the longer all others wait.
    private const int OctetsPerTurn = 1 << 20;
    private const int OctetsPerVisit = 256 << 10;

    // Where fewer ports can be had than is usual, finding out that there is none means a look at each of them: not for every client.
    private static readonly TimeSpan RestWithoutPorts = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly int _capacity;
    private readonly Action<PortClient> _throughStack;
    private readonly TcpForwarderCounters _tcp;
    private readonly HashSet<SplicedFlow> _flows = [];
    private readonly Queue<SplicedFlow> _listed = new();
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(Little, pinned: true);
    private Instant _restsUntil;
    private bool _isDisposed;

    /// <param name="loop">The loop, on which it takes turns.</param>
    /// <param name="sockets">Where sockets come from, which this owns from here on.</param>
    /// <param name="capacity">Flows that there may be at once.</param>
    /// <param name="tcp">Counts clients who were accepted in vain.</param>
    /// <param name="throughStack">Leads a client in the usual way.</param>
    /// <param name="log">Tells when sockets come no more.</param>
    public SpliceForwarder(
        EventLoop loop, NamespaceSockets sockets, int capacity, TcpForwarderCounters tcp, Action<PortClient> throughStack, SpliceLog log)
    {
        _loop = loop;
        _capacity = capacity;
        _throughStack = throughStack;
        _tcp = tcp;
        Sockets = new ContainerSockets(loop, sockets, log);
        loop.AddDriver(this);
    }

    public SpliceCounters Counters { get; } = new();

    public IReadOnlyCollection<SplicedFlow> Flows => _flows;

    internal ContainerSockets Sockets { get; }

    internal PipePool Pipes { get; } = new();

    internal TimeWaits TimeWaits { get; } = new();

    internal Instant Now => _loop.Now;

    /// <summary>Room for what is copied, for the moment of a call.</summary>
    internal Span<byte> Scratch => _scratch;

    /// <summary>Takes a client of a published port, whose socket is this one's from here on.</summary>
    public void Lead(in PortClient client)
    {
        Counters.Taken++;
        if (_flows.Count >= _capacity)
        {
            Counters.Full++;
            _tcp.AcceptedInVain++;
            Interop.Sockets.Abort(client.Fd);
            return;
        }

        SplicedFlow flow = new(this, client);
        _ = _flows.Add(flow);
        if (Now < _restsUntil || TimeWaits.AreTooMany(Now, client.Container))
        {
            LeadThroughStack(flow, Errno.AddressNotAvailable);
        }
        else if (Watch(flow.Host, Readiness.Readable) == Errno.None)
        {
            Sockets.Find(flow);
        }
        else
        {
            flow.Reset();
        }
    }

    public Instant OnTurn(Instant now)
    {
        int left = OctetsPerTurn;
        for (int visits = _listed.Count; visits > 0 && left > 0 && _listed.TryDequeue(out SplicedFlow? flow); visits--)
        {
            flow.IsListed = false;
            left -= flow.Move(OctetsPerVisit);
        }

        return _listed.Count > 0 ? now : Instant.Never;
    }

    /// <summary>Resets all flows, and closes everything.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (SplicedFlow flow in new List<SplicedFlow>(_flows))
        {
            flow.Reset();
        }

        Sockets.Dispose();
        Pipes.Dispose();
        _loop.RemoveDriver(this);
    }

    internal void List(SplicedFlow flow)
    {
        if (!flow.IsListed)
        {
            flow.IsListed = true;
            _listed.Enqueue(flow);
        }
    }

    internal Errno Watch(SpliceEnd end, Readiness interest) => _loop.Register(end.Fd, interest, end);

    /// <summary>Tells when a socket that was full takes octets again.</summary>
    internal void WatchWritable(SpliceEnd end)
    {
        if (!end.WatchesWritable)
        {
            end.WatchesWritable = true;
            _ = _loop.Change(end.Fd, Readiness.Readable | Readiness.Writable);
        }
    }

    /// <summary>Closes one of a flow's sockets, if it is there.</summary>
    internal void Drop(SpliceEnd end, bool isReset)
    {
        if (!end.Fd.IsOpen)
        {
            return;
        }

        _loop.Release(end.Fd);
        if (isReset)
        {
            Interop.Sockets.Abort(end.Fd);
        }
        else
        {
            Interop.Sockets.Close(end.Fd);
        }

        end.Forget();
    }

    /// <summary>The flow is over.</summary>
    internal void Forget(SplicedFlow flow)
    {
        Counters.OctetsIn += flow.OctetsIn;
        Counters.OctetsOut += flow.OctetsOut;
        _ = _flows.Remove(flow);
    }

    internal void NoteRefused()
    {
        Counters.Refused++;
        _tcp.AcceptedInVain++;
    }

    internal void LeadThroughStack(SplicedFlow flow, Errno error)
    {
        if (error == Errno.AddressNotAvailable)
        {
            Counters.NoPort++;
            _restsUntil = flow.Container.Fd.IsOpen ? Now + RestWithoutPorts : _restsUntil;
        }
        else if (flow.Container.Fd.IsOpen)
        {
            Counters.NotConnected++;
        }
        else
        {
            Counters.NoSocket++;
        }

        _loop.Unregister(flow.Host.Fd);
        _ = _flows.Remove(flow);
        _throughStack(flow.Release());
    }
}
