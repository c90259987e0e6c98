using System;
using NetKit.Netstack.Storage;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// Which octets under way are believed lost, and which of those have been sent again: the scoreboard of RFC 6675, and the
/// same bookkeeping for peers without SACK (RFC 6582) and after a time-out (RFC 6298 §5.4).
/// </summary>
/// <remarks>
/// Two positions say it all. Below <c>LostBelow</c>, everything neither acknowledged nor selectively acknowledged is lost;
/// below <c>NextHole</c> it has been sent again. What is called lost differs: the first segment (duplicate acknowledgements),
/// every hole in front of enough SACKed octets, everything (a time-out).
/// </remarks>
internal sealed class LossRecovery
{
    /// <summary>RFC 5681 §2, RFC 6675 §4: acknowledgements, or segments' worth of SACKed octets, that mean a loss.</summary>
    public const int DuplicateThreshold = 3;

    private const int MaximumRanges = 64;

    private RangeSet? _sacked;
    private int _duplicates;
    private long _recoveryPoint;
    private long _lostBelow;
    private long _nextHole;

    /// <summary>A loss was found and not everything sent before that is acknowledged.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>The recovery was begun by the retransmission timer.</summary>
    public bool IsAfterTimeout { get; private set; }

    /// <summary>Duplicate acknowledgements in a row, outside of recovery.</summary>
    public int Duplicates => _duplicates;

    /// <summary>Octets that the peer says it has, beyond those it acknowledges.</summary>
    public long Sacked => _sacked?.Total ?? 0;

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
            }

            return false;
        }

        bool enough = withSack
            ? Sacked > (DuplicateThreshold - 1L) * segmentSize || _duplicates >= DuplicateThreshold
            : _duplicates >= DuplicateThreshold;
        if (!enough)
        {
            return false;
        }

        Begin(next, unacknowledged);
        _lostBelow = Math.Max(FirstLost(unacknowledged, segmentSize), withSack ? HighestHole(segmentSize, unacknowledged) : 0);
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
        Begin(next, unacknowledged);
        IsAfterTimeout = true;
        _lostBelow = next;
    }

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
            IsRecovering = IsAfterTimeout = false;
            _lostBelow = _nextHole = 0;
            return true;
        }

        _nextHole = Math.Max(_nextHole, unacknowledged);

        // RFC 6582 §3.2 (partial acknowledgements), RFC 6675 §5 (B): the segment now first in line is lost too.
        if (!IsAfterTimeout)
        {
            long highest = withSack ? HighestHole(segmentSize, unacknowledged) : 0;
            _lostBelow = Math.Max(_lostBelow, Math.Max(FirstLost(unacknowledged, segmentSize), highest));
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

        for (long position = Math.Max(_nextHole, unacknowledged); TryFindHole(position, out long start, out long end); position = end)
        {
            pipe -= end - start;
        }

        return pipe;
    }

    /// <summary>The next run of lost octets that has not been sent again.</summary>
    public bool TryNextHole(long unacknowledged, out long start, out long end) =>
        TryFindHole(Math.Max(_nextHole, unacknowledged), out start, out end);

    /// <summary>Octets below <paramref name="end"/> have been sent again.</summary>
    public void Resent(long end) => _nextHole = Math.Max(_nextHole, end);

    private void Begin(long next, long unacknowledged)
    {
        IsRecovering = true;
        IsAfterTimeout = false;
        _recoveryPoint = next;
        _nextHole = unacknowledged;
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
            if (above > (DuplicateThreshold - 1L) * segmentSize)
            {
                return _sacked[i].Start;
            }
        }

        return unacknowledged;
    }

    private int Gaps => _sacked?.Count ?? 0;

    private bool TryFindHole(long position, out long start, out long end)
    {
        start = position;
        end = _lostBelow;
        for (int i = 0; i < Gaps && start < _lostBelow; i++)
        {
            RangeSet.Range sacked = _sacked![i];
            if (sacked.End <= start)
            {
                continue;
            }

            if (sacked.Start > start)
            {
                end = Math.Min(end, sacked.Start);
                break;
            }

            start = sacked.End;
        }

        return start < end;
    }
}
