using System.Collections.Generic;
using System.Linq;
using FsCheck.Fluent;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>Segments of 1000 octets, ten of them under way: [0, 10000).</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LossRecoveryTests
{
    private const int Size = 1000;
    private const long Next = 10 * Size;

    private readonly LossRecovery _loss = new();

    [Test]
    public void Nothing_is_lost_to_begin_with()
    {
        Assert.That(_loss.IsRecovering, Is.False);
        Assert.That(_loss.Pipe(0, Next, Size, true), Is.EqualTo(Next));
        Assert.That(_loss.TryNextHole(0, out _, out _), Is.False);
    }

    [Test]
    public void The_third_duplicate_means_a_loss()
    {
        Assert.That(Duplicate(false), Is.False);
        Assert.That(Duplicate(false), Is.False);
        Assert.That(Duplicate(false));
        Assert.That(Duplicate(false), Is.False, "It is told once.");
        Assert.That(Holes(0), Is.EqualTo([(0L, 1000L)]));
    }

    [Test]
    public void More_than_two_selectively_acknowledged_segments_mean_a_loss()
    {
        _loss.Sack(1000, 3000);
        Assert.That(Duplicate(true), Is.False);
        _loss.Sack(3000, 3001);
        Assert.That(Duplicate(true));
        Assert.That(Holes(0), Is.EqualTo([(0L, 1000L)]));
    }

    [Test]
    public void Every_hole_with_enough_above_it_is_lost()
    {
        _loss.Sack(1000, 2000);
        _loss.Sack(3000, 4000);
        _loss.Sack(5000, 8000);
        _loss.Sack(9000, 10_000);
        Assert.That(Duplicate(true));
        Assert.That(Holes(0), Is.EqualTo([(0L, 1000L), (2000L, 3000L), (4000L, 5000L)]), "[8000, 9000) has one segment above it.");
        Assert.That(_loss.Pipe(0, Next, Size, true), Is.EqualTo(1000));
    }

    [Test]
    public void What_is_sent_again_is_under_way_again()
    {
        _loss.Sack(2000, 5000);
        _ = Duplicate(true);
        Assert.That(_loss.TryNextHole(0, out long start, out long end));
        Assert.That((start, end), Is.EqualTo((0L, 2000L)).Or.EqualTo((0L, 1000L)));
        long before = _loss.Pipe(0, Next, Size, true);
        _loss.Resent(0, 1000, Next);
        Assert.That(_loss.Pipe(0, Next, Size, true), Is.EqualTo(before + 1000));
        Assert.That(Holes(0), Is.EqualTo([(1000L, 2000L)]));
    }

    [Test]
    public void No_more_is_lost_than_was_sent()
    {
        for (int i = 0; i < 3; i++)
        {
            _ = _loss.OnDuplicate(0, 40, Size, false);
        }

        Assert.That(Holes(0), Is.EqualTo([(0L, 40L)]));
    }

    [Test]
    public void The_first_hole_ends_where_the_peer_has_something()
    {
        _loss.Sack(10, 40);
        for (int i = 0; i < 3; i++)
        {
            _ = _loss.OnDuplicate(0, 50, Size, true);
        }

        Assert.That(Holes(0), Is.EqualTo([(0L, 10L)]));
    }

    [Test]
    public void A_partial_acknowledgement_moves_to_the_next_segment()
    {
        _ = Duplicate(false) | Duplicate(false) | Duplicate(false);
        _loss.Resent(0, 1000, Next);
        Assert.That(_loss.OnAcknowledged(4000, Size, false), Is.False);
        Assert.That(_loss.IsRecovering);
        Assert.That(Holes(4000), Is.EqualTo([(4000L, 5000L)]));
        Assert.That(_loss.OnAcknowledged(9500, Size, false), Is.False);
        Assert.That(Holes(9500), Is.EqualTo([(9500L, 10_000L)]));
    }

    [Test]
    public void A_recovery_ends_at_what_was_under_way_when_it_began()
    {
        _ = Duplicate(false) | Duplicate(false) | Duplicate(false);
        Assert.That(_loss.OnAcknowledged(9999, Size, false), Is.False);
        Assert.That(_loss.OnAcknowledged(10_000, Size, false));
        Assert.That((_loss.IsRecovering, _loss.Duplicates), Is.EqualTo((false, 0)));
        Assert.That(Holes(10_000), Is.Empty);
    }

    [Test]
    public void An_acknowledgement_outside_of_recovery_ends_the_row_of_duplicates()
    {
        _ = Duplicate(false) | Duplicate(false);
        Assert.That(_loss.OnAcknowledged(1000, Size, false), Is.False);
        Assert.That(_loss.Duplicates, Is.Zero);
    }

    [Test]
    public void After_a_time_out_everything_is_lost_but_what_the_peer_has()
    {
        _loss.Sack(3000, 4000);
        _loss.Sack(6000, 9000);
        _loss.OnTimeout(0, Next);
        Assert.That((_loss.IsRecovering, _loss.IsAfterTimeout), Is.EqualTo((true, true)));
        Assert.That(Holes(0), Is.EqualTo([(0L, 3000L), (4000L, 6000L), (9000L, 10_000L)]));
        Assert.That(_loss.Pipe(0, Next, Size, true), Is.Zero);
    }

    [Test]
    public void A_time_out_forgets_what_the_peer_has_taken_back()
    {
        _loss.Sack(1000, 5000);
        _ = _loss.OnAcknowledged(1000, Size, true);
        _loss.OnTimeout(1000, Next);
        Assert.That(Holes(1000), Is.EqualTo([(1000L, 10_000L)]));
        Assert.That(_loss.Sacked, Is.Zero);
    }

    [Test]
    public void A_time_out_in_recovery_begins_from_the_start()
    {
        _ = Duplicate(false) | Duplicate(false) | Duplicate(false) | Duplicate(false);
        _loss.Resent(0, 1000, Next);
        _loss.OnTimeout(0, Next);
        Assert.That(Holes(0), Is.EqualTo([(0L, 10_000L)]));
        Assert.That(_loss.Pipe(0, Next, Size, false), Is.Zero);
        _loss.Resent(0, 1000, Next);
        Assert.That(_loss.Pipe(0, Next, Size, false), Is.EqualTo(1000));
    }

    [Test]
    public void Without_sack_a_duplicate_stands_for_a_segment()
    {
        _ = Duplicate(false);
        Assert.That(_loss.Pipe(0, Next, Size, false), Is.EqualTo(9000));
        Assert.That(_loss.Pipe(0, 500, Size, false), Is.Zero, "Never below nothing.");
    }

    [Test]
    public void Holes_are_within_what_is_under_way_and_hold_nothing_that_the_peer_has() => Seeded.Check(
        (from start in Gen.Choose(0, 99)
         from length in Gen.Choose(1, 10)
         from step in Gen.Choose(0, 9)
         select (start, length, step)).ListOf(),
        static (List<(int Start, int Length, int Step)> steps) =>
        {
            LossRecovery loss = new();
            HashSet<long> sacked = [];
            long unacknowledged = 0;
            foreach ((int start, int length, int step) in steps)
            {
                long end = System.Math.Min(start + length, 100);
                switch (step)
                {
                    case 0:
                        loss.OnTimeout(unacknowledged, 100);
                        sacked = sacked.Contains(unacknowledged) ? [] : sacked;
                        break;
                    case 1 when start > unacknowledged:
                        unacknowledged = start;
                        _ = sacked.RemoveWhere(position => position < start);
                        _ = loss.OnAcknowledged(unacknowledged, 5, true);
                        break;
                    case 2 when loss.TryNextHole(unacknowledged, out long hole, out long lost):
                        loss.Resent(hole, lost, 100);
                        break;
                    case > 2 when start >= unacknowledged:
                        loss.Sack(start, end);
                        sacked.UnionWith(Enumerable.Range(start, (int)end - start).Select(static position => (long)position));
                        _ = loss.OnDuplicate(unacknowledged, 100, 5, true);
                        break;
                    default:
                        break;
                }

                AssertSound(loss, unacknowledged, sacked);
            }
        });

    private static void AssertSound(LossRecovery loss, long unacknowledged, HashSet<long> sacked)
    {
        Assert.That(loss.Sacked, Is.EqualTo(sacked.Count));
        long lost = 0;
        foreach ((long start, long end) in Holes(loss, unacknowledged))
        {
            Assert.That(start, Is.GreaterThanOrEqualTo(unacknowledged));
            Assert.That(end, Is.LessThanOrEqualTo(100));
            Assert.That(sacked.Any(position => position >= start && position < end), Is.False);
            lost += end - start;
        }

        Assert.That(loss.Pipe(unacknowledged, 100, 5, true), Is.EqualTo(100 - unacknowledged - sacked.Count - lost).And.Not.Negative);
    }

    private bool Duplicate(bool withSack) => _loss.OnDuplicate(0, Next, Size, withSack);

    private List<(long Start, long End)> Holes(long unacknowledged) => Holes(_loss, unacknowledged);

    private static List<(long Start, long End)> Holes(LossRecovery loss, long unacknowledged)
    {
        List<(long, long)> holes = [];
        long from = unacknowledged;
        while (loss.IsRecovering && loss.TryNextHole(from, out long start, out long end))
        {
            holes.Add((start, end));
            from = end;
        }

        return holes;
    }
}
