using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>Segments that arrive (RFC 9293 §3.10.7): first what is acceptable, then what it means, then what it changes.</summary>
public sealed partial class TcpConnection
{
    // A peer that keeps sending what cannot be accepted, with nothing in it, is answered this often: two of the kind would
    // otherwise talk for ever.
    private static readonly TimeSpan ChallengeInterval = TimeSpan.FromMilliseconds(200);

    // Acknowledgements of one batch that cannot be joined to one: each says that one more segment has come out of order.
    private const int MaximumDuplicateAcks = 8;

    private Dialogue _dialogue;
    private Instant _nextChallenge;
    private SeqNum _lastAckSent;
    private int _acksOwed;
    private long _duplicateStart;
    private long _duplicateEnd;
    private long? _peerFin;

    /// <summary>
    /// Takes a segment in. With <see cref="TcpArrival.Direct"/>, <paramref name="direct"/> goes to the owner and then, with
    /// what was taken of it, to <see cref="OnTaken"/>.
    /// </summary>
    internal TcpArrival OnSegment(
        Instant now, in TcpHeader header, ReadOnlySpan<byte> payload, bool isMarked, out ReadOnlySpan<byte> direct)
    {
        direct = default;
        if (State == TcpState.SynSent)
        {
            return OnSynSent(now, header);
        }

        if (IsAnswerToCrossing(header))
        {
            LastHeard = now;
            return OnAnswer(now, header);
        }

        if (!IsAcceptable(now, header, payload.Length))
        {
            return TcpArrival.None;
        }

        LastHeard = now;
        _keepAlivesSent = 0;
        if ((header.Flags & TcpFlags.Reset) != 0)
        {
            return OnReset(now, header);
        }

        if ((header.Flags & TcpFlags.Syn) != 0)
        {
            // RFC 5961 §4.2: whoever it was may be a stranger; the true peer will answer with a RST.
            Challenge(now);
            return TcpArrival.None;
        }

        if (IsAwaitingAnswer || (header.Flags & TcpFlags.Ack) == 0)
        {
            return TcpArrival.None;
        }

        NoteTimestamp(header);
        NoteMark(header, payload.Length, isMarked);
        if (!TryAcknowledge(now, header, payload.Length, out TcpArrival arrival))
        {
            return arrival;
        }

        if (!payload.IsEmpty)
        {
            arrival |= OnPayload(now, header, payload, out direct);
        }

        if ((header.Flags & TcpFlags.Fin) != 0)
        {
            NoteFin(header, payload.Length);
        }

        // Direct payload is counted only when the owner has had it: the FIN behind it comes then.
        return (arrival & TcpArrival.Direct) == 0 ? arrival | TakeFin(now) : arrival;
    }

    private void NoteFin(in TcpHeader header, int payloadLength)
    {
        long end = ReceivePosition(header.Sequence) + payloadLength;
        if (!IsPeerClosed && _receive.TryEnd(end))
        {
            _peerFin = end;
        }

        if (payloadLength == 0 && end > _receive.Next)
        {
            OweAckFor(isAhead: true);
        }
    }

    /// <summary>The owner has taken the first octets of what went to it directly; a FIN behind them counts now.</summary>
    internal TcpArrival OnTaken(Instant now, ReadOnlySpan<byte> direct, int taken)
    {
        _receive.Receive(now, direct, taken);
        return TakeFin(now);
    }

    private long ReceivePosition(SeqNum sequence) => ReceiveNext + (sequence - ReceiveSeq(ReceiveNext));

    // RFC 9293 §3.10.7.4, first; RFC 7323 §5.3.
    private bool IsAcceptable(Instant now, in TcpHeader header, int payloadLength)
    {
        bool isReset = (header.Flags & TcpFlags.Reset) != 0;
        if (_hasTimestamps && !isReset && header.Options.HasTimestamps && (int)(header.Options.TimestampValue - _recentTimestamp) < 0)
        {
            Counters.OldTimestamps++;
            AnswerUnacceptable(now, payloadLength);
            return false;
        }

        int length = payloadLength + ((header.Flags & TcpFlags.Syn) != 0 ? 1 : 0) + ((header.Flags & TcpFlags.Fin) != 0 ? 1 : 0);
        long start = ReceivePosition(header.Sequence);

        // What begins exactly where it should is let in whatever the window: its acknowledgement counts (RFC 9293 §3.10.7.4).
        // What is beyond the window is cut off later.
        if (start == ReceiveNext || (start < Math.Max(_receive.Edge, ReceiveNext) && start + Math.Max(length, 1) > ReceiveNext))
        {
            return true;
        }

        Counters.OutOfWindow++;
        NoteDuplicate(start, start + payloadLength);
        if (State == TcpState.SynReceived && (header.Flags & TcpFlags.Syn) != 0)
        {
            // The peer's SYN again: it has not seen our answer, if there was one.
            _synOwed |= !IsAwaitingAnswer;
            _layer.Schedule(this);
        }
        else if (!isReset && !IsAwaitingAnswer)
        {
            AnswerUnacceptable(now, payloadLength);
        }

        return false;
    }

    private void AnswerUnacceptable(Instant now, int payloadLength)
    {
        if (State == TcpState.TimeWait)
        {
            // §3.10.7.4, eighth: the peer's FIN again, it seems: our acknowledgement was lost, and the wait begins anew.
            _timers.Arm(TcpTimer.TimeWait, now + _settings.TimeWait);
        }

        if (payloadLength > 0)
        {
            OweAck();
        }
        else
        {
            Challenge(now);
        }
    }

    private void Challenge(Instant now)
    {
        if (now >= _nextChallenge)
        {
            _nextChallenge = now + ChallengeInterval;
            Counters.ChallengeAcks++;
            OweAck();
        }
    }

    // RFC 5961 §3.2: only the exact sequence number is believed.
    private TcpArrival OnReset(Instant now, in TcpHeader header)
    {
        if (header.Sequence != ReceiveSeq(ReceiveNext))
        {
            Challenge(now);
            return TcpArrival.None;
        }

        Counters.ResetsIn++;
        return Finish(TcpCloseReason.Reset);
    }

    // RFC 7323 §4.3 (3).
    private void NoteTimestamp(in TcpHeader header)
    {
        if (_hasTimestamps && header.Options.HasTimestamps && header.Sequence <= _lastAckSent)
        {
            _recentTimestamp = header.Options.TimestampValue;
        }
    }

    private TcpArrival OnPayload(Instant now, in TcpHeader header, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> direct)
    {
        direct = default;
        long position = ReceivePosition(header.Sequence);
        if (IsPeerClosed || !_receive.TryTrim(ref position, ref payload))
        {
            Counters.OutOfWindow++;
            OweAck();
            return TcpArrival.None;
        }

        long before = _receive.Next;
        if (position == _receive.Next && _receive.IsEmpty)
        {
            OweAckForDirect(now, payload.Length);
            direct = payload;
            Counters.OctetsIn += payload.Length;
            return TcpArrival.Direct;
        }

        NoteDuplicate(position, position + payload.Length);
        OweAckFor(isAhead: position > before);
        if (!_receive.TryStore(now, position, payload))
        {
            Counters.NoRoom++;
            return TcpArrival.None;
        }

        Counters.OctetsIn += payload.Length;
        return _receive.Next > before ? TcpArrival.Queued : TcpArrival.None;
    }

    // RFC 2883: told in the next acknowledgement, so that the peer learns that it sent something for nothing.
    private void NoteDuplicate(long start, long end)
    {
        if (_hasSack && start >= 0 && start < end && (end <= _receive.Next || _receive.IsAhead(start, end)))
        {
            _duplicateStart = start;
            _duplicateEnd = end;
        }
    }

    // RFC 5681 §4.2: an acknowledgement for each segment that came ahead of its turn; the others share one.
    private void OweAckFor(bool isAhead)
    {
        if (isAhead)
        {
            Counters.OutOfOrder++;
            _acksOwed = Math.Min(_acksOwed, MaximumDuplicateAcks - 1) + 1;
        }

        OweAck();
    }

    // RFC 9293 §3.8.6.3: one question may wait for its answer; a second segment, or a full one, is acknowledged at once.
    private void OweAckForDirect(Instant now, int length)
    {
        _dialogue.Ask(now);
        if (length < _segmentSize)
        {
            OweAckWithin(now, _dialogue.Wait(_settings.FirstAckDelay));
        }
        else
        {
            OweAck();
        }
    }

    private void OweAckWithin(Instant now, TimeSpan wait)
    {
        if (wait > TimeSpan.Zero && _acksOwed == 0 && !_timers.IsArmed(TcpTimer.DelayedAck))
        {
            _timers.Arm(TcpTimer.DelayedAck, now + wait);
        }
        else
        {
            OweAck();
        }
    }

    // RFC 9293 §3.10.7.4, eighth: once everything before it is here.
    private TcpArrival TakeFin(Instant now)
    {
        if (_peerFin != _receive.Next || IsPeerClosed)
        {
            return TcpArrival.None;
        }

        IsPeerClosed = true;

        // Most owners answer the end of the stream with theirs.
        OweAckWithin(now, State == TcpState.Established ? _settings.FirstAckDelay : TimeSpan.Zero);
        EnterState(now, TcpTransitions.Next(State, TcpControl.Fin, _send.FinIsAcknowledged));
        return TcpArrival.PeerClosed | (State == TcpState.TimeWait ? TcpArrival.Closed : TcpArrival.None);
    }

    private void EnterState(Instant now, TcpState next)
    {
        if (next == TcpState.TimeWait && State != TcpState.TimeWait)
        {
            _timers.DisarmAll();
            _timers.Arm(TcpTimer.TimeWait, now + _settings.TimeWait);
            CloseReason = TcpCloseReason.Finished;
            _send.Close();
            if (_receive.Length == 0)
            {
                // Thousands may wait: none of them holds a window that nobody will use.
                _receive.Release();
            }
        }

        State = next;
    }

    private TcpArrival Finish(TcpCloseReason reason)
    {
        bool isNews = State != TcpState.TimeWait;
        _layer.Remove(this, reason);
        return isNews ? TcpArrival.Closed : TcpArrival.None;
    }
}
