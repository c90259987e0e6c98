using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// Losses found and not found: the probe that asks about the last segments under way (RFC 8985 §7), and retransmissions that turn out to
/// have been for nothing (RFC 3522, RFC 2883).
/// </summary>
public sealed partial class TcpConnection
{
    // RFC 8985 §7.2: how long an acknowledgement of a single segment may be delayed. A local peer needs time to run as well.
    private static readonly TimeSpan AckDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(10);

    // An echo older than this says nothing about the path.
    private const uint OldestEcho = 60_000;

    private bool _tailProbeOwed;
    private long _probeStart;
    private long _probeEnd;
    private bool _probeIsRepeat;
    private bool _probeWasDuplicate;
    private bool _mayUndo;
    private uint? _firstResent;

    // RFC 8985 §7.2. One probe for each tail. A recovery that has come to a stand is asked about as well, whose retransmission may be lost,
    // but not one after a time-out, and nothing is asked of a peer whose window is shut.
    private void ArmTailProbe(Instant now)
    {
        bool isUseful = _hasSack && _probeEnd == 0 && _loss.Cause is RecoveryCause.None or RecoveryCause.Duplicates
            && _send.InFlight > 0 && _peerEdge > _send.Unacknowledged;
        if (!isUseful || _rtt.Smoothed == TimeSpan.Zero)
        {
            _timers.Disarm(TcpTimer.TailProbe);
            return;
        }

        TimeSpan wait = _rtt.Smoothed * 2;
        wait = _send.InFlight <= _segmentSize ? wait + AckDelay : wait > LeastWait ? wait : LeastWait;
        _timers.Arm(TcpTimer.TailProbe, Instant.Min(now + wait, _timers.DeadlineOf(TcpTimer.Retransmit)));
    }

    private void OweTailProbe(Instant now)
    {
        _timers.Disarm(TcpTimer.TailProbe);
        _timers.Arm(TcpTimer.Retransmit, now + _rtt.Timeout);
        _tailProbeOwed = true;
        _layer.Schedule(this);
    }

    // §7.3: something new if there is, the last segment otherwise.
    private bool TryPrepareProbe(Instant now, ref TcpSegment segment)
    {
        if (!_tailProbeOwed)
        {
            return false;
        }

        if (_loss.IsRecovering || _loss.HighestSacked == _send.Next)
        {
            long first = _send.Unacknowledged;
            PrepareData(now, first, _loss.EndOfFirst(first, _send.Next, _segmentSize) - first, ref segment);
            return true;
        }

        long position = _send.Next;
        long length = Math.Min(_send.End - position, _segmentSize);
        if (length == 0 || _peerEdge - position < length)
        {
            position = Math.Max(_send.Unacknowledged, _send.Next - _segmentSize);
            length = _send.Next - position;
        }

        PrepareData(now, position, length, ref segment);
        return true;
    }

    private void NoteProbeSent(long start, long end)
    {
        Counters.TailProbes++;
        _tailProbeOwed = false;
        _probeStart = start;
        _probeEnd = end;
        _probeIsRepeat = start < _send.Next;
        _timedAt = _probeIsRepeat ? null : _timedAt;
        _timers.Disarm(TcpTimer.TailProbe);
    }

    private void ForgetProbe()
    {
        _tailProbeOwed = false;
        _probeWasDuplicate = false;
        _probeEnd = 0;
        _timers.Disarm(TcpTimer.TailProbe);
    }

    // RFC 2883 §4: the first block tells of a duplicate when it lies below the acknowledgement, or in the block behind it.
    private void NoteDuplicateSack(in SackBlocks blocks, long acknowledged)
    {
        if (_probeEnd == 0)
        {
            return;
        }

        long end = _send.Unacknowledged + (blocks[0].End - SendSeq(_send.Unacknowledged));
        bool isInside = blocks.Count > 1 && blocks[0].Start >= blocks[1].Start && blocks[0].End <= blocks[1].End;
        _probeWasDuplicate |= (end <= acknowledged || isInside) && end > _probeStart && end <= _probeEnd;
    }

    // RFC 8985 §7.4.2: was it the probe that repaired the loss? Then the network is congested all the same.
    private void OnProbeAnswered(Instant now, long position, bool isBareDuplicate)
    {
        if (_probeEnd == 0 || position < _probeEnd)
        {
            return;
        }

        if (_probeIsRepeat && !_probeWasDuplicate && !_loss.IsRecovering)
        {
            if (position == _probeEnd && !isBareDuplicate)
            {
                return;
            }

            if (position > _probeEnd)
            {
                _congestion.OnLoss(now, _congestion.Window);
                _congestion.OnRecovered(now);
            }
        }

        ForgetProbe();
    }

    private void OnNewsOfLoss(Instant now)
    {
        bool isLoss = _loss.OnDuplicate(_send.Unacknowledged, _send.Next, _segmentSize, _hasSack)
            || (_probeEnd != 0 && _loss.HighestSacked >= _probeEnd && _loss.OnTailArrived(_send.Unacknowledged, _send.Next));
        if (isLoss)
        {
            _congestion.OnLoss(now, FlightSize);
            _timedAt = null;
            BeginRecovery();
            OweReduction();
        }
    }

    // RFC 5681 §2, as used for ssthresh: what was under way, and was allowed to be.
    private int FlightSize => (int)Math.Min(_send.MostInFlight, _congestion.Window);

    private void BeginRecovery()
    {
        ForgetProbe();
        _firstResent = null;

        // What the last recovery sent again is acknowledged in this one, and would look like an original that was late.
        _mayUndo = !_loss.HasResent(_send.Unacknowledged);
    }

    // RFC 3522 §3.2: the first acknowledgement of something new echoes a segment from before the first retransmission. So the original
    // has arrived, and nothing was lost.
    private void UndoIfSpurious(in TcpHeader header)
    {
        if (!_mayUndo)
        {
            return;
        }

        _mayUndo = false;
        if (_loss.IsRecovering && _hasTimestamps && header.Options.HasTimestamps && _firstResent is { } stamp
            && (int)(header.Options.TimestampEcho - stamp) < 0)
        {
            Counters.SpuriousRecoveries++;
            _congestion.Undo();
            _loss.OnSpurious(_send.Unacknowledged, _segmentSize);
        }
    }

    // RFC 7323 §4.1: with an echo, an acknowledgement of what was sent twice still says how long it took (to the millisecond).
    private void SampleByStamp(Instant now, in TcpHeader header)
    {
        if (_hasTimestamps && header.Options.HasTimestamps
            && TimestampAt(now) - header.Options.TimestampEcho is > 0 and <= OldestEcho and uint elapsed)
        {
            NoteRoundTrip(TimeSpan.FromMilliseconds(elapsed));
        }
    }

    private void NoteRoundTrip(TimeSpan sample)
    {
        _rtt.Sample(sample);
        _layer.NoteRoundTrip(_rtt.Shortest);
        _receive.RoundTrip = _send.RoundTrip = _layer.ShortestRoundTrip;
    }
}
