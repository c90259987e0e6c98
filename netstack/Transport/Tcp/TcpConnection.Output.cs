using System;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// Segments to send. Preparing changes nothing but timers; what a segment changes is noted when the link has taken it, so
/// one that a full link refused is simply prepared again.
/// </summary>
public sealed partial class TcpConnection
{
    private Instant _lastSent;

    /// <summary>The next segment, if there is one to send now.</summary>
    internal bool TryPrepare(Instant now, out TcpSegment segment)
    {
        segment = default;
        if (State is TcpState.SynSent or TcpState.SynReceived)
        {
            return _synOwed
                ? PrepareSyn(now, ref segment)
                : State == TcpState.SynReceived && !IsAwaitingAnswer && _acksOwed > 0 && PrepareAck(now, ref segment);
        }

        if (State == TcpState.Closed)
        {
            return false;
        }

        return TryPrepareProbe(now, ref segment)
            || TryPrepareAgain(now, ref segment)
            || TryPrepareNew(now, ref segment)
            || ((_probeOwed || _acksOwed > 0) && PrepareAck(now, ref segment));
    }

    /// <summary>The link has taken a segment.</summary>
    internal void OnSent(Instant now, scoped in TcpSegment segment)
    {
        Counters.SegmentsOut++;
        _receive.Promise(segment.Edge);
        _lastAckSent = segment.Header.Acknowledgment;
        if (segment.Has(TcpFlags.Syn))
        {
            _synOwed = false;
            _acksOwed = 0;
            _timedAt = _synsSent++ == 0 ? now : null;
            _timedEnd = 0;
            _timers.Arm(TcpTimer.Retransmit, now + _rtt.Timeout);
            return;
        }

        long end = segment.Position + segment.PayloadLength + (segment.Has(TcpFlags.Fin) ? 1 : 0);
        if (end == segment.Position)
        {
            NoteBare(isProbe: segment.Position < _send.Next);
            return;
        }

        // RFC 5681 §2: an acknowledgement with data in it is no duplicate, and a full segment has no room for SACK blocks.
        _acksOwed = _receive.HasGaps ? _acksOwed : 0;
        _sendsSilly = false;
        _timers.Disarm(TcpTimer.DelayedAck);
        _dialogue.Answer(now);
        bool isProbe = _tailProbeOwed;
        if (isProbe)
        {
            NoteProbeSent(segment.Position, end);
        }

        if (segment.Position < _send.Next)
        {
            NoteResent(now, segment.Position, end, isProbe);
        }
        else
        {
            _reductionOwed &= !segment.Has(TcpFlags.CongestionWindowReduced);
            NoteNew(now, segment.PayloadLength, end);
        }

        // RFC 6298 §5.1.
        if (!_timers.IsArmed(TcpTimer.Retransmit))
        {
            ArmRetransmit(now);
        }

        ArmTailProbe(now);
    }

    // A probe is no acknowledgement: the peer does not look into a segment before its window.
    private void NoteBare(bool isProbe)
    {
        if (isProbe)
        {
            _probeOwed = false;
            return;
        }

        _acksOwed = Math.Max(_acksOwed - 1, 0);
        _duplicateEnd = 0;
        _timers.Disarm(TcpTimer.DelayedAck);
    }

    private void NoteNew(Instant now, int octets, long end)
    {
        _progressAt = _send.InFlight == 0 ? now : _progressAt;
        Counters.OctetsOut += octets;
        _send.Sent(end);
        _lastSent = now;
        if (_timedAt is null)
        {
            _timedAt = now;
            _timedEnd = end;
        }
    }

    private void NoteResent(Instant now, long start, long end, bool isProbe)
    {
        if (start == _send.Unacknowledged)
        {
            // The time-out is there for what is first in line: sent anew, it has as long as any other to be acknowledged.
            _timers.Disarm(TcpTimer.Retransmit);
        }

        if (isProbe)
        {
            return;
        }

        _loss.Resent(start, end, _send.Next);
        _firstResent ??= TimestampAt(now);

        // Karn's rule (RFC 6298 §3): an acknowledgement of it would not tell which of the two it means.
        _timedAt = null;
        if (_loss.Cause == RecoveryCause.Duplicates)
        {
            Counters.FastRetransmits++;
        }
    }

    private bool PrepareSyn(Instant now, ref TcpSegment segment)
    {
        bool isAnswer = State == TcpState.SynReceived;
        segment.Edge = Math.Min(_receive.Capacity, ushort.MaxValue);
        segment.Header = new TcpHeader
        {
            SourcePort = Key.LocalPort,
            DestinationPort = Key.RemotePort,
            Sequence = _initialSequence,
            Acknowledgment = isAnswer ? ReceiveSeq(0) : default,
            Flags = (isAnswer ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn) | EcnOfSyn(isAnswer),
            Window = (ushort)segment.Edge,
            Options = SynOptions(now, isAnswer),
        };
        return true;
    }

    private bool PrepareAck(Instant now, ref TcpSegment segment)
    {
        // RFC 9293 §3.8.4, §3.8.6.1: a sequence number that the peer has had already makes it answer. An octet of data would
        // do the same and count as sent.
        long position = _probeOwed ? _send.Unacknowledged - 1 : _send.Next;
        PrepareHeader(now, position, TcpFlags.Ack, ref segment);
        if (_hasSack && (_receive.HasGaps || _duplicateEnd > 0))
        {
            TcpOptions options = segment.Header.Options with { SackBlocks = SackOfGaps() };
            segment.Header = segment.Header with { Options = options };
        }

        return true;
    }

    private bool TryPrepareAgain(Instant now, ref TcpSegment segment)
    {
        if (!_loss.IsRecovering || !_loss.TryNextHole(_send.Unacknowledged, out long start, out long end))
        {
            return false;
        }

        // RFC 6675 §5 (C). The first one goes at once: nothing else would restart the flow, or ask a peer that took its window back.
        long room = _congestion.Window - _loss.Pipe(_send.Unacknowledged, _send.Next, _segmentSize, _hasSack);
        if ((room < Math.Min(_segmentSize, end - start) || start >= _peerEdge) && start > _send.Unacknowledged)
        {
            return false;
        }

        long length = Math.Min(end - start, Math.Max(room, _segmentSize));
        PrepareData(now, start, Whole(length), ref segment);
        return true;
    }

    private bool TryPrepareNew(Instant now, ref TcpSegment segment)
    {
        long waiting = _send.End - _send.Next;
        if (waiting == 0)
        {
            return false;
        }

        if (_send.InFlight == 0 && now - _lastSent > _rtt.Timeout && _rtt.Smoothed >= TcpSettings.LocalRoundTrip)
        {
            _congestion.OnIdle();
        }

        long peerRoom = _peerEdge - _send.Next;
        long room = Math.Min(peerRoom, _congestion.Window - _loss.Pipe(_send.Unacknowledged, _send.Next, _segmentSize, _hasSack));
        if (room < waiting && room < _segmentSize && !IsWorthSending(room, peerRoom))
        {
            // Only the peer's window has nobody else to open it: acknowledgements under way open the congestion window.
            if (_send.InFlight == 0)
            {
                ArmPersist(now);
            }

            return false;
        }

        long length = Math.Min(waiting, room);
        if (_settings.Nagle && length < _segmentSize && _send.InFlight > 0 && !_send.IsFinished)
        {
            return false;
        }

        PrepareData(now, _send.Next, length == waiting && length <= MostPerFrame ? length : Whole(length), ref segment);
        return true;
    }

    // RFC 9293 §3.8.6.2.1: less than a segment only if it is half of the largest window the peer ever had. Nothing to wait
    // for when nothing is under way and the congestion window is what is small.
    private bool IsWorthSending(long room, long peerRoom) =>
        room > 0 && (room >= _largestPeerWindow / 2 || _sendsSilly || (_send.InFlight == 0 && peerRoom >= _segmentSize));

    // As many whole segments as one frame holds; less than one stays as it is.
    private int Whole(long length)
    {
        int most = MostPerFrame;
        return length >= most ? most : length > _segmentSize ? (int)(length / _segmentSize) * _segmentSize : (int)length;
    }

    private int MostPerFrame => _settings.MaximumBurst > _settings.MaximumSegmentSize
        ? Math.Max(_settings.MaximumBurst / _segmentSize, 1) * _segmentSize
        : _segmentSize;

    private void PrepareData(Instant now, long position, long length, ref TcpSegment segment)
    {
        // RFC 3168 §6.1.2, §6.1.5: only new octets are marked as such. That the window was reduced is said in a segment of its own, which no
        // device has to cut.
        bool isMarkable = _hasEcn && position >= _send.Next && position < _send.DataEnd;
        bool tellsReduction = isMarkable && _reductionOwed;
        long end = position + (tellsReduction ? Math.Min(length, _segmentSize) : length);
        long dataEnd = Math.Min(end, _send.DataEnd);
        TcpFlags flags = TcpFlags.Ack | (dataEnd == _send.DataEnd ? TcpFlags.Push : 0) | (end > dataEnd ? TcpFlags.Fin : 0)
            | (tellsReduction ? TcpFlags.CongestionWindowReduced : 0);
        PrepareHeader(now, position, flags, ref segment);
        segment.IsEcnCapable = isMarkable;
        if (dataEnd > position)
        {
            _send.GetSpan(position, (int)(dataEnd - position), out segment.Payload, out segment.PayloadRest);
        }
    }

    private void PrepareHeader(Instant now, long position, TcpFlags flags, ref TcpSegment segment)
    {
        segment.Position = position;
        segment.SegmentSize = _segmentSize;
        segment.Edge = _receive.EdgeToPromise(_segmentSize, _layer.LargestPromise);
        long window = Math.Max(segment.Edge - _receive.Next, 0) >> _ownScale;
        segment.Header = new TcpHeader
        {
            SourcePort = Key.LocalPort,
            DestinationPort = Key.RemotePort,
            Sequence = SendSeq(position),
            Acknowledgment = ReceiveSeq(ReceiveNext),
            Flags = _echoesCongestion ? flags | TcpFlags.EceEcho : flags,
            Window = (ushort)Math.Min(window, ushort.MaxValue),
            Options = !_hasTimestamps ? TcpOptions.None : new TcpOptions
            {
                HasTimestamps = true,
                TimestampValue = TimestampAt(now),
                TimestampEcho = _recentTimestamp,
            },
        };
    }

    // RFC 2018 §4: the run that the latest segment belongs to comes first; before it only what came twice (RFC 2883 §4).
    private SackBlocks SackOfGaps()
    {
        SackBlocks blocks = default;
        if (_duplicateEnd > 0)
        {
            _ = blocks.TryAdd(new SackBlock(ReceiveSeq(_duplicateStart), ReceiveSeq(_duplicateEnd)));
        }

        if (!_receive.HasGaps)
        {
            return blocks;
        }

        int latest = _receive.LatestGap;
        _ = blocks.TryAdd(BlockOf(_receive.Gap(latest)));
        for (int i = _receive.Gaps - 1; i >= 0; i--)
        {
            if (i != latest && !blocks.TryAdd(BlockOf(_receive.Gap(i))))
            {
                break;
            }
        }

        return blocks;
    }

    private SackBlock BlockOf(RangeSet.Range range) => new(ReceiveSeq(range.Start), ReceiveSeq(range.End));
}
