using System.Runtime.Versioning;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Splicing;

/// <summary>A client of a published port, and a socket of the container's namespace that is connected to the container itself. Loop thread only.</summary>
/// <remarks>
/// Endings. An end of stream on one side becomes one on the other, behind the last octet; the other direction goes on. A reset on one side becomes a
/// reset on the other. Both descriptors live until both directions are over.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SplicedFlow
{
    private readonly SpliceForwarder _forwarder;
    private readonly SpliceDirection _in;
    private readonly SpliceDirection _out;
    private SocketEndpoint? _other;
    private bool _hasClientFinishedFirst;

    public SplicedFlow(SpliceForwarder forwarder, in PortClient client)
    {
        _forwarder = forwarder;
        Client = client;
        Destination = client.Container;
        _other = client.Other;
        Created = forwarder.Now;
        Host = new SpliceEnd(this) { Fd = client.Fd, CanWrite = true };
        Container = new SpliceEnd(this);
        _in = new SpliceDirection(forwarder, Host, Container);
        _out = new SpliceDirection(forwarder, Container, Host);
    }

    public PortClient Client { get; }

    /// <summary>The client's socket.</summary>
    public SpliceEnd Host { get; }

    /// <summary>The socket of the container's namespace.</summary>
    public SpliceEnd Container { get; }

    /// <summary>Where it leads.</summary>
    public SocketEndpoint Destination { get; private set; }

    public SplicedFlowState State { get; private set; }

    public Instant Created { get; }

    public Instant LastHeard => _out.LastRead;

    public long OctetsIn => _in.Octets;

    public long OctetsOut => _out.Octets;

    /// <summary>One of the two has said that it sends no more.</summary>
    public bool IsHalfClosed => _in.IsOver || _out.IsOver;

    /// <summary>On the forwarder's list of those with something to do.</summary>
    public bool IsListed { get; set; }

    public void OnReady(SpliceEnd end)
    {
        if (State == SplicedFlowState.Open)
        {
            _forwarder.List(this);
        }
        else if (end == Container && State == SplicedFlowState.Connecting)
        {
            FinishConnect();
        }
    }

    /// <summary>A socket has been made for it, which is the flow's from here on.</summary>
    public void OnSocket(Fd socket)
    {
        Container.Fd = socket;
        Errno error = Connect(socket);
        Errno watched = error switch
        {
            Errno.None => _forwarder.Watch(Container, Readiness.Readable),
            Errno.InProgress => _forwarder.Watch(Container, Readiness.Readable | Readiness.Writable),
            _ => Errno.None,
        };
        Container.WatchesWritable = error == Errno.InProgress;
        OnConnect(watched == Errno.None ? error : watched);
    }

    /// <summary>No socket can be made for it.</summary>
    public void OnNoSocket()
    {
        if (State == SplicedFlowState.Connecting)
        {
            _forwarder.LeadThroughStack(this, Errno.TooManyFiles);
        }
    }

    /// <summary>Moves what can be moved, up to a bound for each direction; answers how much that was.</summary>
    public int Move(int most)
    {
        if (State != SplicedFlowState.Open)
        {
            return 0;
        }

        bool isWhole = _in.TryMove(most, out int inward);
        _hasClientFinishedFirst |= _in.IsOver && !_out.HasReadEnd;
        int outward = 0;
        isWhole = isWhole && _out.TryMove(most, out outward);
        if (!isWhole || HasFailed(Host, _in) || HasFailed(Container, _out))
        {
            _forwarder.Counters.Resets++;
            Close(isReset: true);
        }
        else if (_in.IsOver && _out.IsOver)
        {
            if (_hasClientFinishedFirst)
            {
                _forwarder.TimeWaits.Note(_forwarder.Now, Destination);
            }

            Close(isReset: false);
        }
        else if (_in.HasMore || _out.HasMore)
        {
            _forwarder.List(this);
        }

        return inward + outward;
    }

    /// <summary>Ends the flow on both sides at once.</summary>
    public void Reset() => Close(isReset: true);

    /// <summary>Gives the client to somebody else; this flow is over.</summary>
    public PortClient Release()
    {
        State = SplicedFlowState.Closed;
        _forwarder.Drop(Container, isReset: true);
        Host.Forget();
        return Client;
    }

    // Behind the end of the stream no read finds the error any more.
    private static bool HasFailed(SpliceEnd end, SpliceDirection from)
    {
        if (!end.HasFailed || !from.HasReadEnd)
        {
            return false;
        }

        end.HasFailed = false;
        return Sockets.PendingError(end.Fd) != Errno.None;
    }

    // From the container's own address to itself. That it has the address is known at once, instead of asking the network for it.
    private Errno Connect(Fd socket)
    {
        if (Sockets.Bind(socket, Destination with { Port = 0 }) != Errno.None)
        {
            return Errno.NetworkUnreachable;
        }

        Errno error = Sockets.StartConnect(socket, Destination);
        return error == Errno.InProgress ? Sockets.ContinueConnect(socket, Destination) : error;
    }

    private void FinishConnect()
    {
        Errno error = Sockets.PendingError(Container.Fd);
        if (error != Errno.None || Container.CanWrite)
        {
            Container.HasFailed = false;
            OnConnect(error);
        }
    }

    private void OnConnect(Errno error)
    {
        switch (error)
        {
            case Errno.InProgress:
                return;
            case Errno.None:
                State = SplicedFlowState.Open;
                Container.CanWrite = true;
                _forwarder.Counters.Opened++;

                // Whoever speaks first may have spoken before.
                _forwarder.List(this);
                return;
            case Errno.ConnectionRefused when _other is { } other:
                _other = null;
                Destination = other;
                _forwarder.Drop(Container, isReset: true);
                _forwarder.Sockets.Find(this);
                return;
            case Errno.ConnectionRefused:
                _forwarder.NoteRefused();
                Close(isReset: true);
                return;

            // It was there, and whoever accepted it has reset it already: that is its answer, and another connection would not be the same.
            case Errno.ConnectionReset or Errno.ConnectionAborted:
                _forwarder.Counters.Opened++;
                _forwarder.Counters.Resets++;
                Close(isReset: true);
                return;
            default:
                _forwarder.LeadThroughStack(this, error);
                return;
        }
    }

    private void Close(bool isReset)
    {
        if (State == SplicedFlowState.Closed)
        {
            return;
        }

        State = SplicedFlowState.Closed;
        _in.Close();
        _out.Close();
        _forwarder.Drop(Host, isReset);
        _forwarder.Drop(Container, isReset);
        _forwarder.Forget(this);
    }
}
