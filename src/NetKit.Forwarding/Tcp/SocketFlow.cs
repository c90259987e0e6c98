using System;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Tcp;

/// <summary>A connection of the stack spliced to a socket of the host.</summary>
/// <remarks>
/// <para>
/// Theory of operation. Container to host: octets go from the frame to <c>send</c>, those of frames that the link keeps together in
/// one call; what the socket does not take stays in the connection's receive queue, whose window then closes, until the socket is
/// writable again. Host to container: the socket is read into the connection's send queue, as much as there is room for, when the
/// socket has become readable, and again when acknowledgements have made room. Readiness is edge-triggered: the two flags remember
/// what the last edge said and the last call has not used up. Readiness to write is only watched once a socket has been full, which
/// most never are.
/// </para>
/// <para>
/// Endings. An end of stream on one side becomes a FIN (or shutdown) on the other, behind the last octet; the other direction goes on. A reset
/// on one side becomes a reset on the other. The descriptor lives until both directions are over.
/// </para>
/// </remarks>
internal sealed class SocketFlow : StackFlow, IReadyHandler
{
    private readonly TcpForwarder _forwarder;
    private SocketFlowState _state;
    private bool _canRead;
    private bool _canWrite;
    private bool _isHostEnding;
    private bool _hasReadEnd;
    private bool _hasFailed;
    private bool _hasShutDown;
    private bool _watchesWritable;
    private bool _hasSent;
    private bool _isPrompt;
    private GatheredOctets? _held;

    public SocketFlow(TcpForwarder forwarder, TcpConnection connection, Fd fd, SocketEndpoint host, SocketFlowState state)
        : base(connection)
    {
        _forwarder = forwarder;
        _state = state;
        Fd = fd;
        Host = host;
        Created = forwarder.Now;
        connection.Owner = this;
        _canWrite = _isPrompt = state == SocketFlowState.StackConnecting;
    }

    public Fd Fd { get; private set; }

    /// <summary>The other end of the host's socket.</summary>
    public SocketEndpoint Host { get; }

    /// <summary>The file of the host's socket where it is a unix socket, whose other end has no address.</summary>
    public string? Path { get; init; }

    public Instant Created { get; }

    /// <summary>Where else to connect when the first place refuses: on the host, or in the container, as the state says. Null: nowhere.</summary>
    public SocketEndpoint? Other { get; init; }

    public SocketFlowState State => _state;

    /// <summary>On the forwarder's list of those with something to read.</summary>
    internal bool IsListed { get; set; }

    /// <summary>Octets that it read when its turn came last.</summary>
    internal int LastRead { get; set; }

    public void OnReady(Readiness readiness)
    {
        if (_state == SocketFlowState.HostConnecting)
        {
            FinishConnect(readiness);
            return;
        }

        _isHostEnding |= (readiness & Readiness.PeerClosed) != 0;
        if ((readiness & Readiness.Writable) != 0)
        {
            _canWrite = true;
            Drain();
        }

        if ((readiness & (Readiness.Readable | Readiness.Error)) != 0 && Fd.IsOpen)
        {
            _canRead = true;
            _forwarder.List(this);
        }

        _hasFailed |= (readiness & Readiness.Error) != 0;
        ResetIfFailed();
    }

    public override void OnOpened()
    {
        if (_state == SocketFlowState.StackConnecting)
        {
            _state = SocketFlowState.Open;
        }

        // A server that speaks first may have spoken before the container could be told.
        _forwarder.List(this);
    }

    public override int OnData(ReadOnlySpan<byte> octets)
    {
        if (!_canWrite)
        {
            return 0;
        }

        if (TryHold(octets))
        {
            return octets.Length;
        }

        SendHeld();
        if (!_canWrite)
        {
            return Fd.IsOpen ? 0 : octets.Length;
        }

        IoResult sent = Send(octets, default);
        if (sent.IsOk || sent.Error == Errno.Again)
        {
            return sent.Count;
        }

        Reset();
        return octets.Length;
    }

    public override void OnReadable() => Drain();

    public override void OnSendSpace()
    {
        if (_canRead)
        {
            _forwarder.List(this);
        }
    }

    public override void OnPeerClosed() => Drain();

    public override void OnClosed(TcpCloseReason reason)
    {
        SendHeld();
        if (reason == TcpCloseReason.Finished)
        {
            _state = SocketFlowState.Draining;
            Drain();
            return;
        }

        bool isUnanswered = _state == SocketFlowState.StackConnecting && reason is TcpCloseReason.Refused or TcpCloseReason.TimedOut;
        if (isUnanswered && Other is { } other && _forwarder.TryLeadToOther(this, other))
        {
            return;
        }

        _forwarder.Counters.AcceptedInVain += isUnanswered ? 1 : 0;
        Close(isReset: true);
    }

    /// <summary>The host's connect has succeeded: now the container hears so.</summary>
    internal void OnHostConnected()
    {
        _state = SocketFlowState.Open;
        _canWrite = true;
        Connection.Accept();
    }

    /// <summary>The host's connect has failed.</summary>
    internal void OnHostRefused(Errno error)
    {
        Close(isReset: false);
        if (Other is { } other)
        {
            _forwarder.ConnectTo(Connection, other, null);
        }
        else
        {
            _forwarder.Refuse(Connection, error);
        }
    }

    /// <summary>Gives the socket to another flow; this one is over.</summary>
    internal Fd Release()
    {
        _forwarder.HandOver(this);
        Fd fd = Fd;
        Fd = Fd.None;
        _state = SocketFlowState.Closed;
        return fd;
    }

    /// <summary>Reads <paramref name="most"/> octets or fewer from the host's socket into the send queue; answers how many.</summary>
    internal int Read(int most)
    {
        int count = 0;
        while (_canRead && !_hasReadEnd && _state == SocketFlowState.Open)
        {
            if (count >= most)
            {
                _forwarder.List(this);
                break;
            }

            Connection.GetWritable(out Span<byte> first, out Span<byte> rest);
            if (first.IsEmpty)
            {
                break;
            }

            IoResult read = Sockets.Receive(Fd, first, rest);
            if (!OnRead(read, first.Length + rest.Length))
            {
                break;
            }

            count += read.Count;
        }

        ResetIfFailed();
        return count;
    }

    /// <summary>Passes on what is held of the link's frames; what the socket does not take is queued.</summary>
    internal void SendHeld()
    {
        if (_held is not { } held)
        {
            return;
        }

        _held = null;
        BeforeSend();
        IoResult sent = Sent(Sockets.Send(Fd, held), held.Length);
        int left = held.Length - sent.Count;
        if (left > 0 && TryGiveBack(sent, left, out Span<byte> first, out Span<byte> rest))
        {
            held.CopyTo(sent.Count, first, rest);
        }

        _forwarder.EndHold(held);
    }

    /// <summary>Ends the flow on both sides at once.</summary>
    internal void Reset()
    {
        Connection.Abort();
        Close(isReset: true);
    }

    // Behind the end of the stream no read finds the error any more. The edge may have said both at once, before the end was read.
    private void ResetIfFailed()
    {
        if (!_hasFailed || !_hasReadEnd || !Fd.IsOpen)
        {
            return;
        }

        _hasFailed = false;
        if (Sockets.PendingError(Fd) != Errno.None)
        {
            Reset();
        }
    }

    // False: there is nothing to read at the moment, or ever.
    private bool OnRead(IoResult read, int room)
    {
        if (read.Count > 0)
        {
            Connection.Commit(read.Count);

            // A short read means that the socket is empty (epoll(7)), unless its end is behind what was read.
            _canRead = read.Count == room || _isHostEnding;
            return true;
        }

        _canRead = false;
        if (read.IsOk)
        {
            _hasReadEnd = true;
            Connection.Close();
            return false;
        }

        if (read.Error != Errno.Again)
        {
            Reset();
        }

        return false;
    }

    private bool TryHold(ReadOnlySpan<byte> octets)
    {
        if (!_forwarder.MayHold)
        {
            return false;
        }

        _held ??= _forwarder.TryHold(this, octets);
        return _held is not null && _held.TryAdd(octets);
    }

    // False: the flow is over.
    private bool TryGiveBack(IoResult sent, int left, out Span<byte> first, out Span<byte> rest)
    {
        first = rest = default;
        if ((sent.IsOk || sent.Error == Errno.Again) && Connection.TryGiveBack(left, out first, out rest))
        {
            return true;
        }

        Reset();
        return false;
    }

    private IoResult Send(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        BeforeSend();
        return Sent(Sockets.Send(Fd, first, rest), first.Length + rest.Length);
    }

    private void BeforeSend()
    {
        // Nagle's algorithm (RFC 896) holds nothing back of what is sent first: many connections need not switch it off.
        if (_hasSent && !_isPrompt)
        {
            _isPrompt = true;
            _ = Sockets.SetNoDelay(Fd, true);
        }

        _hasSent = true;
    }

    private IoResult Sent(IoResult sent, int length)
    {
        _canWrite = sent.Count == length;
        if (!_canWrite && !_watchesWritable)
        {
            _watchesWritable = true;
            _forwarder.WatchWritable(this);
        }

        return sent;
    }

    // Passes on what waits in the receive queue, and the end of the stream behind it.
    private void Drain()
    {
        SendHeld();
        while (_canWrite && Connection.ReadableLength > 0)
        {
            Connection.GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
            IoResult sent = Send(first, rest);
            if (!sent.IsOk && sent.Error != Errno.Again)
            {
                Reset();
                return;
            }

            Connection.Consume(sent.Count);
        }

        if (Connection.ReadableLength > 0)
        {
            return;
        }

        if (_state == SocketFlowState.Draining)
        {
            Close(isReset: false);
        }
        else if (Connection.IsPeerClosed && !_hasShutDown && _state == SocketFlowState.Open)
        {
            _hasShutDown = true;
            _ = Sockets.ShutdownWrite(Fd);
        }
    }

    private void FinishConnect(Readiness readiness)
    {
        Errno error = Sockets.PendingError(Fd);
        if (error == Errno.None && (readiness & Readiness.Writable) == 0)
        {
            return;
        }

        if (error != Errno.None)
        {
            OnHostRefused(error);
            return;
        }

        _isHostEnding |= (readiness & Readiness.PeerClosed) != 0;
        _canRead = (readiness & Readiness.Readable) != 0;
        _watchesWritable = true;
        OnHostConnected();
    }

    private void Close(bool isReset)
    {
        if (!Fd.IsOpen)
        {
            return;
        }

        _forwarder.Forget(this);
        if (_held is { } held)
        {
            _held = null;
            _forwarder.EndHold(held);
        }

        if (isReset)
        {
            Sockets.Abort(Fd);
        }
        else
        {
            Sockets.Close(Fd);
        }

        Fd = Fd.None;
        _state = SocketFlowState.Closed;
        _canRead = _canWrite = false;
    }
}
