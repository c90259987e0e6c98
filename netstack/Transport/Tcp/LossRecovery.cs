using System;
using NetKit.Netstack.Storage;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// Which octets under way are believed lost, and which of those have been sent again: the scoreboard of RFC 6675, and the
/// same bookkeeping for peers without SACK (RFC 6582) and after a time-out (RFC 6298 §5.4).
/// </summary>
/// <remarks>
/// Two positions say most of it. Below <c>LostBelow</c>, everything neither acknowledged nor selectively acknowledged is lost;
/// below <c>NextHole</c> it has been sent again. What is called lost differs: the first segment (duplicate acknowledgements),
/// every hole in front of enough SACKed octets, everything (a time-out). Retransmissions that were lost too are kept apart.
/// </remarks>
internal sealed class LossRecovery
{
    /// <summary>RFC 5681 §2, RFC 6675 §4: acknowledgements, or segments' worth of SACKed octets, that mean a loss.</summary>
    public const int DuplicateThreshold = 3;

    // A path that changes the order of segments teaches patience (RFC 4653 §3), but not more than this.
    private const int MaximumThreshold = 64;
    private const int MaximumRanges = 1024;

    private RangeSet? _sacked;
    private RangeSet? _lostAgain;
    private RetransmissionLog? _log;
    private int _threshold = DuplicateThreshold;
    private int _duplicates;
    private long _recoveryPoint;
    private long _sentBefore;
    private long _lostBelow;
    private long _nextHole;

    /// <summary>Why octets are sent again; <see cref="RecoveryCause.None"/>: everything sent before the last loss is acknowledged.</summary>
    public RecoveryCause Cause { get; private set; }

    public bool IsRecovering => Cause != RecoveryCause.None;

    /// <summary>The recovery was begun by the retransmission timer.</summary>
    public bool IsAfterTimeout => Cause == RecoveryCause.Timeout;

    /// <summary>Duplicate acknowledgements in a row, outside of recovery.</summary>
    public int Duplicates => _duplicates;

    /// <summary>Segments that have to arrive in front of one before it is called lost.</summary>
    public int Threshold => _threshold;

    /// <summary>Octets that the peer says it has, beyond those it acknowledges.</summary>
    public long Sacked => _sacked?.Total ?? 0;

    /// <summary>The position behind the last of them.</summary>
    public long HighestSacked => _sacked?.Highest ?? 0;

    /// <summary>Notes a selective acknowledgement of [start, end); what the full scoreboard refuses is sent again one day.</summary>
    public void Sack(long start, long end)
    {
        _sacked ??= new RangeSet(MaximumRanges);
        _ = _sacked.TryAdd(start, end);
    }

    /// <summary>An acknowledgement came that acknowledged nothing. True: it shows that a segment is lost.</summary>
    public bool OnDuplicate(long unacknowledged, long next, int segmentSize, bool withSack)
    {
        _duplicates++;
        if (IsRecovering)
        {
            if (withSack)
            {
                _lostBelow = Math.Max(_lostBelow, HighestHole(segmentSize, unacknowledged));
                NoteLostAgain(unacknowledged, segmentSize);
            }

            return false;
        }

        bool enough = withSack
            ? Sacked > (_threshold - 1L) * segmentSize || _duplicates >= _threshold
            : _duplicates >= DuplicateThreshold;
        if (!enough)
        {
            return false;
        }

        BeginByDuplicates(next, unacknowledged, withSack);
        _lostBelow = Math.Max(FirstLost(unacknowledged, segmentSize), withSack ? HighestHole(segmentSize, unacknowledged) : 0);
        return true;
    }

    /// <summary>
    /// A probe behind everything under way has arrived (RFC 8985 §7.4): what has not, and was sent long before, is lost. False: nothing is
    /// missing.
    /// </summary>
    public bool OnTailArrived(long unacknowledged, long next)
    {
        if (IsRecovering || Gaps == 0 || _sacked![0].Start <= unacknowledged)
        {
            return false;
        }

        BeginByDuplicates(next, unacknowledged, withSack: true);
        _lostBelow = HighestSacked;
        return true;
    }

    /// <summary>Everything under way is taken for lost, except what the peer has said it has.</summary>
    public void OnTimeout(long unacknowledged, long next)
    {
        if (Gaps > 0 && _sacked![0].Start <= unacknowledged)
        {
            // RFC 2018 §8: the peer has thrown away what it said it had. The first segment goes again in any case.
            _sacked.Clear();
        }

        _duplicates = 0;
        _threshold = DuplicateThreshold;
        Begin(RecoveryCause.Timeout, next, unacknowledged);
        _lostBelow = next;
    }

    /// <summary>Segments were too long for the path: everything goes again, cut anew. A recovery that goes on keeps its cause.</summary>
    public void OnPathMtu(long unacknowledged, long next)
    {
        Begin(IsRecovering ? Cause : RecoveryCause.PathMtu, next, unacknowledged);
        _lostBelow = next;
    }

    /// <summary>What was believed lost was late. The more it was, the longer is waited the next time.</summary>
    public void OnSpurious(long unacknowledged, int segmentSize)
    {
        long distance = (Math.Max(_recoveryPoint, HighestSacked) - unacknowledged) / segmentSize;
        _threshold = (int)Math.Clamp(Math.Min(distance, _threshold * 2L), _threshold, MaximumThreshold);
        End();
        Forget(unacknowledged);
    }

    /// <summary>Some of what is not acknowledged has been sent again.</summary>
    public bool HasResent(long unacknowledged) => _nextHole > unacknowledged;

    /// <summary>Octets up to <paramref name="unacknowledged"/> are acknowledged. True: this ends a recovery.</summary>
    public bool OnAcknowledged(long unacknowledged, int segmentSize, bool withSack)
    {
        _duplicates = 0;
        _sacked?.RemoveBelow(unacknowledged);
        if (!IsRecovering)
        {
            return false;
        }

        if (unacknowledged >= _recoveryPoint)
        {
            End();
            return true;
        }

        _nextHole = Math.Max(_nextHole, unacknowledged);
        _lostAgain?.RemoveBelow(unacknowledged);
        if (withSack)
        {
            NoteLostAgain(unacknowledged, segmentSize);
        }

        // RFC 6582 §3.2 (partial acknowledgements): the segment now first in line, sent before the one that went again, is lost too.
        if (Cause == RecoveryCause.Duplicates)
        {
            long first = unacknowledged < _sentBefore ? FirstLost(unacknowledged, segmentSize) : 0;
            _lostBelow = Math.Max(_lostBelow, Math.Max(first, withSack ? HighestHole(segmentSize, unacknowledged) : 0));
            if (!withSack)
            {
                _nextHole = unacknowledged;
            }
        }

        return false;
    }

    /// <summary>
    /// Octets that are really under way: not acknowledged, not SACKed, not lost without having been sent again. Without SACK each
    /// duplicate acknowledgement stands for a segment that arrived (RFC 5681 §3.2 (4), RFC 3042).
    /// </summary>
    public long Pipe(long unacknowledged, long next, int segmentSize, bool withSack)
    {
        long pipe = next - unacknowledged - Sacked;
        if (!withSack)
        {
            pipe -= Math.Min((long)_duplicates * segmentSize, pipe);
        }

        if (!IsRecovering)
        {
            return pipe;
        }

        pipe -= Missing(Math.Max(_nextHole, unacknowledged), _lostBelow);
        for (int i = 0; i < LostAgain; i++)
        {
            pipe -= Missing(Math.Max(_lostAgain![i].Start, unacknowledged), _lostAgain[i].End);
        }

        return pipe;
    }

    /// <summary>The next run of lost octets that has not been sent again.</summary>
    public bool TryNextHole(long unacknowledged, out long start, out long end)
    {
        for (int i = 0; i < LostAgain; i++)
        {
            if (TryFindHole(Math.Max(_lostAgain![i].Start, unacknowledged), _lostAgain[i].End, out start, out end))
            {
                return true;
            }
        }

        return TryFindHole(Math.Max(_nextHole, unacknowledged), _lostBelow, out start, out end);
    }

    /// <summary>The end of the octets that are first in line and that the peer does not have, of a segment at most.</summary>
    public long EndOfFirst(long unacknowledged, long next, int segmentSize) =>
        Math.Min(Math.Min(unacknowledged + segmentSize, next), Gaps > 0 && _sacked![0].Start > unacknowledged ? _sacked[0].Start : long.MaxValue);

    /// <summary>Octets [start, end) have been sent again while <paramref name="next"/> was the next new one.</summary>
    public void Resent(long start, long end, long next)
    {
        if (LostAgain > 0 && start < _lostAgain!.Highest)
        {
            // They go in order: what is below has gone, or has arrived.
            _lostAgain.RemoveBelow(end);
        }

        _nextHole = Math.Max(_nextHole, end);
        if (Sacked > 0)
        {
            _log ??= new RetransmissionLog();
            _log.Add(start, end, next);
        }
    }

    // RFC 6675 §5 (4): what the recovery before has sent again (it may have gone beyond its own end) is under way, and not lost until
    // something that was sent later has arrived.
    private void BeginByDuplicates(long next, long unacknowledged, bool withSack)
    {
        Cause = RecoveryCause.Duplicates;
        _recoveryPoint = next;
        if (!withSack)
        {
            Forget(unacknowledged);
        }

        if (!HasResent(unacknowledged))
        {
            _sentBefore = next;
            _nextHole = unacknowledged;
        }
    }

    private void Begin(RecoveryCause cause, long next, long unacknowledged)
    {
        Cause = cause;
        _recoveryPoint = next;
        Forget(unacknowledged);
    }

    private void End()
    {
        Cause = RecoveryCause.None;
        _lostBelow = 0;
    }

    // Nothing counts as sent again.
    private void Forget(long unacknowledged)
    {
        _nextHole = unacknowledged;
        _lostAgain?.Clear();
        _log?.Clear();
    }

    private void NoteLostAgain(long unacknowledged, int segmentSize)
    {
        long arrived = Math.Max(HighestSacked, unacknowledged);
        while (_log is not null && _log.TryTake(arrived, (long)_threshold * segmentSize, out RetransmissionLog.Entry entry))
        {
            long position = Math.Max(entry.Start, unacknowledged);
            while (TryFindHole(position, entry.End, out long start, out long end))
            {
                _lostAgain ??= new RangeSet(MaximumRanges);
                _ = _lostAgain.TryAdd(start, end);
                position = end;
            }
        }
    }

    // The end of the segment that is first in line: no further than what was sent, or than what the peer says it has.
    private long FirstLost(long unacknowledged, int segmentSize) =>
        Math.Min(unacknowledged + segmentSize, Gaps > 0 ? _sacked![0].Start : _recoveryPoint);

    // RFC 6675 §4 (IsLost): a hole is lost when more than two segments' worth above it have arrived.
    private long HighestHole(int segmentSize, long unacknowledged)
    {
        long above = 0;
        for (int i = Gaps - 1; i >= 0; i--)
        {
            above += _sacked![i].Length;
            if (above > (_threshold - 1L) * segmentSize)
            {
                return _sacked[i].Start;
            }
        }

        return unacknowledged;
    }

    private int Gaps => _sacked?.Count ?? 0;

    private int LostAgain => _lostAgain?.Count ?? 0;

    // Octets of [from, to) that are not SACKed.
    private long Missing(long from, long to)
    {
        long missing = Math.Max(to - from, 0);
        for (int i = _sacked?.IndexReaching(from) ?? 0; i < Gaps && _sacked![i].Start < to; i++)
        {
            missing -= Math.Min(_sacked[i].End, to) - Math.Max(_sacked[i].Start, from);
        }

        return missing;
    }

    private bool TryFindHole(long position, long limit, out long start, out long end)
    {
        start = position;
        end = limit;
        for (int i = _sacked?.IndexReaching(position) ?? 0; i < Gaps && start < limit; i++)
        {
            RangeSet.Range sacked = _sacked![i];
            if (sacked.Start > start)
            {
                end = Math.Min(end, sacked.Start);
                break;
            }

            start = Math.Max(start, sacked.End);
        }

        return start < end;
    }
}
