using System;
using System.Diagnostics;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>One TCP connection (RFC 9293), ended here: real queues on both sides, no knowledge of IP, link or host.</summary>
/// <remarks>
/// <para>
/// Theory of operation. Four things happen to a connection. A segment arrives (<c>.Arrival</c>, <c>.Acknowledgment</c>): it
/// is checked, its acknowledgement frees the send queue, its payload is handed on or queued. The owner reads, writes or
/// closes (this file): queues change. A timer goes off (<c>.Expiry</c>). Each of these only changes state and puts the
/// connection on the layer's list of those with something to say. At the end of a turn the layer asks each of them, as
/// long as it has something to send, for its next segment (<c>.Output</c>): so all acknowledgements of a batch become one,
/// and answers carry them.
/// </para>
/// <para>
/// Positions. Sequence numbers wrap; positions in the stream, counted in 64 bits from the first octet behind the SYN, do
/// not. Segments are translated on arrival and on sending, everything between works with positions. A FIN is the position
/// behind the last octet.
/// </para>
/// <para>
/// Receiving. The window is memory that is reserved, so what is in the window is never dropped. Payload that comes in order
/// while nothing is queued goes to the owner straight from the frame; only what the owner does not take is copied.
/// </para>
/// <para>
/// Sending. Octets stay in the send queue until they are acknowledged. <see cref="LossRecovery"/> knows which of those under
/// way are lost, <see cref="ICongestionControl"/> how many may be under way.
/// </para>
/// </remarks>
public sealed partial class TcpConnection : IDeadlineOwner
{
    private readonly TcpLayer _layer;
    private readonly TcpSettings _settings;
    private readonly ReceiveQueue _receive;
    private readonly SendQueue _send;
    private readonly LossRecovery _loss = new();
    private readonly SeqNum _initialSequence;
    private readonly uint _timestampOffset;
    private ICongestionControl _congestion;
    private TcpTimers _timers;
    private RttEstimator _rtt;

    /// <summary>Of the layer's <see cref="LinkUse"/>.</summary>
    internal FlowUse Use;

    internal TcpConnection(TcpLayer layer, BufferPool pool, FlowKey key, SeqNum initialSequence, uint timestampOffset, bool isInbound)
    {
        _layer = layer;
        _settings = layer.Settings;
        _receive = new ReceiveQueue(pool, _settings);
        _send = new SendQueue(pool, _settings);
        _initialSequence = initialSequence;
        _timestampOffset = timestampOffset;
        Key = key;
        _segmentSize = LongestSegment;
        _congestion = NewCongestionControl();
        IsInbound = isInbound;
        QueueIndex = -1;
    }

    public FlowKey Key { get; }

    /// <summary>The peer began it.</summary>
    public bool IsInbound { get; }

    public TcpState State { get; private set; }

    /// <summary>For the owner: what this connection belongs to.</summary>
    public object? Owner { get; set; }

    /// <summary>Octets that wait to be read.</summary>
    public int ReadableLength => _receive.Length;

    /// <summary>The peer has sent its FIN; once nothing is readable any more, the stream is at its end.</summary>
    public bool IsPeerClosed { get; private set; }

    /// <summary>Octets queued for sending or under way.</summary>
    public int UnsentLength => _send.Length;

    /// <summary>Octets of payload received.</summary>
    public long OctetsIn => _receive.Next;

    /// <summary>Octets of payload that the peer has acknowledged.</summary>
    public long OctetsOut => _send.Unacknowledged;

    public Instant LastHeard { get; private set; }

    /// <summary>The smoothed round trip; zero before it was measured.</summary>
    public TimeSpan RoundTrip => _rtt.Smoothed;

    public int QueueIndex { get; set; }

    public Instant QueuedDeadline { get; set; }

    /// <summary>Of the layer's <see cref="OutputQueue"/>, as is the other.</summary>
    internal bool IsOnOutputQueue { get; set; }

    /// <summary>Octets that it may still send in its turn.</summary>
    internal int OutputCredit { get; set; }

    internal Instant Deadline => _timers.NextDeadline();

    internal TcpCloseReason CloseReason { get; private set; }

    private TcpCounters Counters => _layer.Counters;

    /// <summary>Answers the peer's SYN: the handshake goes on.</summary>
    public void Accept()
    {
        if (State == TcpState.SynReceived && IsAwaitingAnswer)
        {
            IsAwaitingAnswer = false;
            _synOwed = true;
            _layer.OnAnswered();
            _layer.Schedule(this);
        }
    }

    /// <summary>Ends the connection at once; the peer gets a RST. The handler is not told.</summary>
    public void Abort()
    {
        if (State != TcpState.Closed)
        {
            if (State is not (TcpState.SynSent or TcpState.TimeWait))
            {
                _layer.OweReset(Key, IsAwaitingAnswer ? default : NextSequence, IsAwaitingAnswer ? ReceiveSeq(0) : null);
            }

            Drop();
        }
    }

    /// <summary>
    /// Forgets the connection, and what is still readable of it, without a word to the peer. The handler is not told. TIME-WAIT, which
    /// is the peer's business, goes on.
    /// </summary>
    public void Drop()
    {
        if (State is TcpState.Closed or TcpState.TimeWait)
        {
            _receive.Release();
            CloseReason = TcpCloseReason.Aborted;
        }
        else
        {
            _layer.Remove(this, TcpCloseReason.Aborted);
        }
    }

    /// <summary>The octets that wait, in order; valid until the connection is used again.</summary>
    public void GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest) => _receive.GetReadable(out first, out rest);

    /// <summary>
    /// Makes the last octets that the owner took readable, in front of all others: it could not pass them on. The owner writes them. To be done before
    /// the end of the turn in which they came (<see cref="ITcpHandler.OnRelease"/>), as then they are acknowledged. False: there is no memory, or the
    /// connection is over.
    /// </summary>
    public bool TryGiveBack(int count, out Span<byte> first, out Span<byte> rest)
    {
        if (State != TcpState.Closed)
        {
            return _receive.TryGiveBack(count, out first, out rest);
        }

        first = rest = default;
        return false;
    }

    /// <summary>Takes octets off the readable ones; the window may open again.</summary>
    public void Consume(int count)
    {
        _receive.Consume(count);
        if (State is TcpState.Closed or TcpState.TimeWait && _receive.Length == 0)
        {
            _receive.Release();
            return;
        }

        // RFC 9293 §3.8.6.2.2: told at once where the peer may be waiting for it.
        if (!IsPeerClosed && _receive.Edge - _receive.Next < _receive.Capacity / 2 && _receive.EdgeToPromise(_segmentSize) > _receive.Edge)
        {
            OweAck();
        }
    }

    /// <summary>
    /// Room for octets to send, in up to two pieces: filled by the caller, then counted with <see cref="Commit"/>. Empty when the
    /// queue is full; <see cref="ITcpHandler.OnSendSpace"/> tells when that changes.
    /// </summary>
    public void GetWritable(out Span<byte> first, out Span<byte> rest)
    {
        if (!CanWrite)
        {
            first = rest = default;
            return;
        }

        _send.Limit = _layer.LargestQueue;
        _send.GetWritable(out first, out rest);
    }

    /// <summary>Queues what was put into the writable space.</summary>
    public void Commit(int count)
    {
        Debug.Assert(CanWrite, "Nothing follows a FIN.");
        _send.Commit(count);
        _layer.Schedule(this);
    }

    /// <summary>Queues a copy of as many octets as there is room for, and says how many.</summary>
    public int Write(ReadOnlySpan<byte> octets)
    {
        GetWritable(out Span<byte> first, out Span<byte> rest);
        int a = Math.Min(first.Length, octets.Length);
        int b = Math.Min(rest.Length, octets.Length - a);
        octets[..a].CopyTo(first);
        octets.Slice(a, b).CopyTo(rest);
        if (a > 0)
        {
            Commit(a + b);
        }

        return a + b;
    }

    /// <summary>Nothing more will be written: a FIN follows what is queued. Reading goes on (RFC 9293 §3.6).</summary>
    public void Close()
    {
        if (_send.IsFinished || State is TcpState.Closed || IsAwaitingAnswer)
        {
            return;
        }

        // RFC 9293 §3.10.4: before the handshake is over, the FIN waits for its end.
        _send.Finish();
        State = _synAcknowledged ? TcpTransitions.OnClose(State) : State;
        _layer.Schedule(this);
    }

    private bool CanWrite => State is TcpState.Established or TcpState.CloseWait && !_send.IsFinished;

    private SeqNum SendSeq(long position) => _initialSequence + 1 + (int)position;

    private SeqNum ReceiveSeq(long position) => _peerInitialSequence + 1 + (int)position;

    // RCV.NXT, which counts the peer's FIN.
    private long ReceiveNext => _receive.Next + (IsPeerClosed ? 1 : 0);

    /// <summary>SND.NXT.</summary>
    internal SeqNum NextSequence => SendSeq(_send.Next);

    private ICongestionControl NewCongestionControl() =>
        _settings.Congestion == CongestionAlgorithm.NewReno ? new NewReno(_segmentSize) : new Cubic(_segmentSize);

    private void OweAck()
    {
        _acksOwed = Math.Max(_acksOwed, 1);
        _layer.Schedule(this);
    }

    internal void Release(TcpCloseReason reason)
    {
        State = TcpState.Closed;
        CloseReason = reason;
        _timers.DisarmAll();
        _send.Close();

        // A peer that has finished in good order is owed that its last octets are read.
        if (reason != TcpCloseReason.Finished || _receive.Length == 0)
        {
            _receive.Release();
        }
    }
}
