using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>What the peer says of our octets (RFC 9293 §3.10.7.4, fifth): acknowledged, wanted, missing.</summary>
public sealed partial class TcpConnection
{
    private long _peerEdge;
    private long _largestPeerWindow;
    private ushort _lastWindow;
    private SeqNum _windowSequence;
    private SeqNum _windowAcknowledgment;
    private Instant? _timedAt;
    private long _timedEnd;

    /// <summary>False: the segment goes no further.</summary>
    private bool TryAcknowledge(Instant now, in TcpHeader header, int payloadLength, out TcpArrival arrival)
    {
        arrival = TcpArrival.None;
        if (State == TcpState.SynReceived)
        {
            if (header.Acknowledgment != SendSeq(0))
            {
                arrival = TcpArrival.Stray;
                return false;
            }

            Establish(now);
            _windowSequence = header.Sequence;
            _windowAcknowledgment = header.Acknowledgment;
            arrival = TcpArrival.Opened;
        }

        long position = _send.Unacknowledged + (header.Acknowledgment - SendSeq(_send.Unacknowledged));

        // RFC 5961 §5.2: octets that were never sent, or an acknowledgement from long ago.
        if (position > _send.Next || position < _send.Unacknowledged - Math.Max(_largestPeerWindow, ushort.MaxValue))
        {
            Challenge(now);
            return false;
        }

        bool sackedMore = NoteSack(header.Options, position);
        bool isDuplicate = IsDuplicate(header, position, payloadLength, sackedMore);
        bool isBare = position == _send.Unacknowledged && payloadLength == 0 && !sackedMore;
        if (position > _send.Unacknowledged)
        {
            OnAcknowledged(now, header, position);
            arrival |= TcpArrival.Acknowledged;
        }

        if (isDuplicate || sackedMore)
        {
            OnNewsOfLoss(now);
        }

        OnProbeAnswered(now, position, isBare);
        NoteEcho(now, header);

        NoteWindow(header, position);
        arrival |= AdvanceState(now);
        if (_send.HasUnsent || _loss.IsRecovering)
        {
            _layer.Schedule(this);
        }

        return State != TcpState.Closed;
    }

    private void OnAcknowledged(Instant now, in TcpHeader header, long position)
    {
        if (_timedAt is { } sent && position >= _timedEnd)
        {
            NoteRoundTrip(now - sent);
            _timedAt = null;
        }
        else if (_loss.IsRecovering || _rtt.IsBackedOff)
        {
            SampleByStamp(now, header);
        }

        UndoIfSpurious(header);
        _tailProbeOwed = false;
        int octets = (int)(position - _send.Unacknowledged);
        _send.Acknowledge(position);
        _timeouts = 0;
        _progressAt = now;
        bool isDuplicates = _loss.Cause == RecoveryCause.Duplicates;
        bool recovered = _loss.OnAcknowledged(position, _segmentSize, _hasSack);
        if (recovered && isDuplicates)
        {
            _congestion.OnRecovered(now);
        }
        else if (_loss.Cause != RecoveryCause.Duplicates && _send.MostInFlight * 2 > _congestion.Window)
        {
            // RFC 7661 §4: a window that was not used has proved nothing.
            _congestion.OnAcknowledged(now, octets, _rtt.Smoothed);
        }

        // RFC 6298 §5.2, §5.3.
        if (_send.InFlight == 0)
        {
            _timers.Disarm(TcpTimer.Retransmit);
            _timers.Disarm(TcpTimer.TailProbe);
        }
        else
        {
            ArmRetransmit(now);
            ArmTailProbe(now);
        }
    }

    // RFC 5681 §2; with SACK, RFC 6675 §2: news about what has arrived.
    private bool IsDuplicate(in TcpHeader header, long position, int payloadLength, bool sackedMore)
    {
        if (position != _send.Unacknowledged || _send.InFlight == 0)
        {
            return false;
        }

        return sackedMore || (payloadLength == 0 && !_hasSack && (header.Flags & TcpFlags.Fin) == 0 && header.Window == _lastWindow);
    }

    private bool NoteSack(in TcpOptions options, long acknowledged)
    {
        if (!_hasSack || options.SackCount == 0)
        {
            return false;
        }

        long before = _loss.Sacked;
        SackBlocks blocks = options.SackBlocks;
        NoteDuplicateSack(blocks, acknowledged);
        for (int i = 0; i < blocks.Count; i++)
        {
            long start = _send.Unacknowledged + (blocks[i].Start - SendSeq(_send.Unacknowledged));
            long end = start + (blocks[i].End - blocks[i].Start);

            // RFC 2883: a block below what is acknowledged tells of a duplicate; one beyond what was sent is a lie.
            if (start >= _send.Unacknowledged && start < end && end <= _send.Next)
            {
                _loss.Sack(start, end);
            }
        }

        return _loss.Sacked > before;
    }

    // RFC 9293 §3.10.7.4: an old segment must not change what a newer one said.
    private void NoteWindow(in TcpHeader header, long position)
    {
        _lastWindow = header.Window;
        if (header.Sequence < _windowSequence
            || (header.Sequence == _windowSequence && header.Acknowledgment < _windowAcknowledgment))
        {
            return;
        }

        long window = (long)header.Window << _peerScale;
        _windowSequence = header.Sequence;
        _windowAcknowledgment = header.Acknowledgment;
        _largestPeerWindow = Math.Max(_largestPeerWindow, window);
        _peerEdge = position + window;
        if (_peerEdge > _send.Next)
        {
            _timers.Disarm(TcpTimer.Persist);
            _persistBackOff = 0;
        }
    }

    // The arrows that an acknowledgement of our FIN causes.
    private TcpArrival AdvanceState(Instant now)
    {
        if (!_send.FinIsAcknowledged)
        {
            return TcpArrival.None;
        }

        TcpState next = TcpTransitions.Next(State, TcpControl.None, true);
        if (next == State)
        {
            return TcpArrival.None;
        }

        if (next == TcpState.Closed)
        {
            return Finish(TcpCloseReason.Finished);
        }

        EnterState(now, next);
        return next == TcpState.TimeWait ? TcpArrival.Closed : TcpArrival.None;
    }
}
