using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>The three-way handshake and what it negotiates.</summary>
public sealed partial class TcpConnection
{
    // RFC 9293 §3.7.1: what a peer takes that does not say.
    private const int DefaultSegmentSize = 536;
    private const int DefaultSegmentSizeV6 = 1220;

    private const int TimestampsLength = 12;

    private SeqNum _peerInitialSequence;
    private bool _synOwed;
    private int _synsSent;
    private bool _synAcknowledged;
    private bool _hasTimestamps;
    private bool _hasSack;
    private int _peerScale;
    private int _ownScale;
    private uint _recentTimestamp;
    private int _segmentSize;

    /// <summary>The peer's SYN has not been answered: the owner decides.</summary>
    internal bool IsAwaitingAnswer { get; private set; }

    /// <summary>A SYN with these marks is younger than anything this connection has seen (RFC 6191 §2).</summary>
    internal bool IsBehind(in TcpHeader syn) =>
        _hasTimestamps && syn.Options.HasTimestamps && syn.Options.TimestampValue != _recentTimestamp
            ? (int)(syn.Options.TimestampValue - _recentTimestamp) > 0
            : syn.Sequence > ReceiveSeq(ReceiveNext);

    internal SeqNum PeerInitialSequence => _peerInitialSequence;

    /// <summary>Our SYN did not get as far as the link: it is owed again, without waiting for a time-out.</summary>
    internal void Reopen()
    {
        if (State == TcpState.SynSent)
        {
            _synOwed = true;
            _synsSent = 0;
            _layer.Schedule(this);
        }
    }

    internal bool TryReserve() => _send.TryOpen() && _receive.TryOpen();

    /// <summary>Begins to connect to the peer.</summary>
    internal void Open()
    {
        State = TcpState.SynSent;
        _synOwed = true;
    }

    /// <summary>The peer wants to connect (RFC 9293 §3.10.7.2).</summary>
    internal void OnRequest(Instant now, in TcpHeader syn)
    {
        State = TcpState.SynReceived;
        IsAwaitingAnswer = true;
        LastHeard = now;
        Negotiate(syn, isAnswer: false);
    }

    // RFC 9293 §3.10.7.3.
    private TcpArrival OnSynSent(Instant now, in TcpHeader header)
    {
        bool acknowledges = (header.Flags & TcpFlags.Ack) != 0;
        if (acknowledges && header.Acknowledgment != SendSeq(0))
        {
            return (header.Flags & TcpFlags.Reset) != 0 ? TcpArrival.None : TcpArrival.Stray;
        }

        if ((header.Flags & TcpFlags.Reset) != 0)
        {
            return acknowledges ? Finish(TcpCloseReason.Refused) : TcpArrival.None;
        }

        if ((header.Flags & TcpFlags.Syn) == 0)
        {
            return TcpArrival.None;
        }

        LastHeard = now;
        Negotiate(header, isAnswer: acknowledges);
        State = TcpTransitions.Next(State, TcpControl.Syn, acknowledges);
        if (!acknowledges)
        {
            // A simultaneous open: our SYN again, with an acknowledgement this time.
            _synOwed = true;
            _layer.Schedule(this);
            return TcpArrival.None;
        }

        return OnAnswer(now, header);
    }

    // RFC 9293 figure 8, line 6: the SYN that crossed ours comes again, now with an acknowledgement. It stands before the window,
    // and two sides that only repeated their answers would do so for ever.
    private bool IsAnswerToCrossing(in TcpHeader header) =>
        State == TcpState.SynReceived && !IsInbound
        && (header.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Reset)) == (TcpFlags.Syn | TcpFlags.Ack)
        && header.Sequence == _peerInitialSequence
        && header.Acknowledgment == SendSeq(0);

    private TcpArrival OnAnswer(Instant now, in TcpHeader header)
    {
        // The window of a SYN is never scaled (RFC 7323 §2.2).
        _peerEdge = header.Window;
        _lastWindow = header.Window;
        _windowSequence = header.Sequence;
        _windowAcknowledgment = header.Acknowledgment;
        Establish(now);
        OweAck();
        return TcpArrival.Opened;
    }

    private void Negotiate(in TcpHeader syn, bool isAnswer)
    {
        TcpOptions options = syn.Options;
        _peerInitialSequence = syn.Sequence;

        // RFC 7323 §1.3, RFC 2018 §2: an extension is used when both sides offered it; we offer all of them, and only
        // answer with what the peer offered.
        _hasTimestamps = options.HasTimestamps;
        _hasSack = options.SackPermitted;
        NegotiateEcn(syn, isAnswer);
        _recentTimestamp = options.TimestampValue;
        bool scales = options.WindowScale >= 0;
        _peerScale = scales ? options.WindowScale : 0;
        _ownScale = scales ? OwnScale : 0;

        int unsaid = Key.Local.IsV4 ? DefaultSegmentSize : DefaultSegmentSizeV6;
        int offered = options.MaximumSegmentSize == 0 ? unsaid : options.MaximumSegmentSize;
        int size = Math.Min(offered, LongestSegment) - (_hasTimestamps ? TimestampsLength : 0);
        _segmentSize = Math.Max(size, 1);
        _congestion = NewCongestionControl();
        if (isAnswer || State == TcpState.SynReceived)
        {
            _peerEdge = syn.Window;
        }

        _windowSequence = syn.Sequence;
    }

    private void Establish(Instant now)
    {
        State = _send.IsFinished ? TcpTransitions.OnClose(TcpState.Established) : TcpState.Established;
        _synAcknowledged = true;
        _synOwed = false;
        if (_timeouts > 0)
        {
            _timeouts = 0;
            _rtt.DoubtFirstGuess();
        }

        _timers.Disarm(TcpTimer.Retransmit);
        if (_timedAt is { } sent)
        {
            NoteRoundTrip(now - sent);
            _timedAt = null;
        }

        _timers.Arm(TcpTimer.KeepAlive, now + _settings.KeepAliveIdle);
        Counters.Opened++;
    }

    private TcpOptions SynOptions(Instant now, bool isAnswer) => new()
    {
        MaximumSegmentSize = (ushort)Math.Min(LongestSegment, ushort.MaxValue),
        WindowScale = (sbyte)(!isAnswer ? OwnScale : _ownScale > 0 || _peerScale > 0 ? _ownScale : -1),
        SackPermitted = !isAnswer || _hasSack,
        HasTimestamps = !isAnswer || _hasTimestamps,
        TimestampValue = TimestampAt(now),
        TimestampEcho = isAnswer ? _recentTimestamp : 0,
    };

    // What the link carries whole. The two families' headers differ in length.
    private int LongestSegment => Key.Local.IsV4 ? _settings.MaximumSegmentSize : _settings.MaximumSegmentSizeV6;

    // The smallest shift with which 16 bits can say the largest window.
    private int OwnScale
    {
        get
        {
            int scale = 0;
            while (_settings.MaximumWindow >> scale > ushort.MaxValue)
            {
                scale++;
            }

            return scale;
        }
    }

    // RFC 7323 §5.4: a millisecond a tick. The offset hides how long the node has been up.
    private uint TimestampAt(Instant now) => (uint)(now.Ticks / TimeSpan.TicksPerMillisecond) + _timestampOffset;
}
