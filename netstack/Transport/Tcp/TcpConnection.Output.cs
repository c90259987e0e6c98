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

        return TryPrepareAgain(now, ref segment)
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
        if (segment.Position < _send.Next)
        {
            NoteResent(end);
            if (segment.Position == _send.Unacknowledged)
            {
                // The time-out is there for what is first in line: sent anew, it has as long as any other to be acknowledged.
                _timers.Disarm(TcpTimer.Retransmit);
            }
        }
        else
        {
            Counters.OctetsOut += segment.PayloadLength;
            _send.Sent(end);
            if (_timedAt is null)
            {
                _timedAt = now;
                _timedEnd = end;
            }
        }

        // RFC 6298 §5.1.
        if (!_timers.IsArmed(TcpTimer.Retransmit))
        {
            _timers.Arm(TcpTimer.Retransmit, now + _rtt.Timeout);
        }
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
        _timers.Disarm(TcpTimer.DelayedAck);
    }

    private void NoteResent(long end)
    {
        _loss.Resent(end);

        // Karn's rule (RFC 6298 §3): an acknowledgement of it would not tell which of the two it means.
        _timedAt = null;
        if (!_loss.IsAfterTimeout)
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
            Flags = isAnswer ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn,
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
        if (_hasSack && _receive.HasGaps)
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
        if ((room < _segmentSize || start >= _peerEdge) && start > _send.Unacknowledged)
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
        long end = position + length;
        long dataEnd = Math.Min(end, _send.DataEnd);
        TcpFlags flags = TcpFlags.Ack | (dataEnd == _send.DataEnd ? TcpFlags.Push : 0) | (end > dataEnd ? TcpFlags.Fin : 0);
        PrepareHeader(now, position, flags, ref segment);
        if (dataEnd > position)
        {
            _send.GetSpan(position, (int)(dataEnd - position), out segment.Payload, out segment.PayloadRest);
        }
    }

    private void PrepareHeader(Instant now, long position, TcpFlags flags, ref TcpSegment segment)
    {
        segment.Position = position;
        segment.SegmentSize = _segmentSize;
        segment.Edge = _receive.EdgeToPromise(_segmentSize);
        long window = Math.Max(segment.Edge - _receive.Next, 0) >> _ownScale;
        segment.Header = new TcpHeader
        {
            SourcePort = Key.LocalPort,
            DestinationPort = Key.RemotePort,
            Sequence = SendSeq(position),
            Acknowledgment = ReceiveSeq(ReceiveNext),
            Flags = flags,
            Window = (ushort)Math.Min(window, ushort.MaxValue),
            Options = !_hasTimestamps ? TcpOptions.None : new TcpOptions
            {
                HasTimestamps = true,
                TimestampValue = TimestampAt(now),
                TimestampEcho = _recentTimestamp,
            },
        };
    }

    // RFC 2018 §4: the run that the latest segment belongs to comes first.
    private SackBlocks SackOfGaps()
    {
        SackBlocks blocks = default;
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
