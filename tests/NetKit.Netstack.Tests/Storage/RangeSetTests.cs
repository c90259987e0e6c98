using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Storage;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Storage;

public sealed class RangeSetTests
{
    private static readonly Gen<(int Start, int Length)[]> Ranges =
        from starts in Gen.Choose(0, 100).ArrayOf()
        from lengths in Gen.Choose(0, 12).ArrayOf(starts.Length)
        select starts.Zip(lengths).ToArray();

    [Test]
    public void It_covers_what_a_set_of_positions_would() => Seeded.Check(Ranges, static ranges =>
    {
        RangeSet set = new(200);
        HashSet<long> model = [];
        foreach ((int start, int length) in ranges)
        {
            Assert.That(set.TryAdd(start, start + length));
            model.UnionWith(Positions(start, start + length));
            AssertSame(set, model);
        }
    });

    [Test]
    public void What_is_below_a_position_can_be_forgotten() => Seeded.Check(
        from ranges in Ranges
        from position in Gen.Choose(0, 120)
        select (ranges, position),
        static sample =>
        {
            RangeSet set = new(200);
            HashSet<long> model = [];
            foreach ((int start, int length) in sample.ranges)
            {
                _ = set.TryAdd(start, start + length);
                model.UnionWith(Positions(start, start + length));
            }

            set.RemoveBelow(sample.position);
            _ = model.RemoveWhere(position => position < sample.position);
            AssertSame(set, model);
        });

    [Test]
    public void Full_it_refuses_what_stands_alone_and_takes_what_touches() => Seeded.Check(Ranges, static ranges =>
    {
        RangeSet set = new(3);
        HashSet<long> model = [];
        foreach ((int start, int length) in ranges)
        {
            bool touches = length == 0 || set.Count < 3 || Positions(start - 1, start + length + 1).Any(model.Contains);
            Assert.That(set.TryAdd(start, start + length), Is.EqualTo(touches));
            model.UnionWith(touches ? Positions(start, start + length) : []);
            AssertSame(set, model);
        }
    });

    [Test]
    public void A_range_is_covered_when_all_of_it_is()
    {
        RangeSet set = new(4);
        _ = set.TryAdd(10, 20);
        _ = set.TryAdd(30, 40);
        Assert.That(set.Covers(10, 20));
        Assert.That(set.Covers(12, 13));
        Assert.That(set.Covers(25, 25));
        Assert.That(set.Covers(9, 11), Is.False);
        Assert.That(set.Covers(15, 35), Is.False);
        Assert.That(set.Total, Is.EqualTo(20));
        set.Clear();
        Assert.That(set.IsEmpty);
        Assert.That(set.Covers(10, 11), Is.False);
    }

    private static IEnumerable<long> Positions(long start, long end)
    {
        for (long position = start; position < end; position++)
        {
            yield return position;
        }
    }

    // In order, disjoint, not touching, and the same positions.
    private static void AssertSame(RangeSet set, HashSet<long> model)
    {
        long last = long.MinValue;
        HashSet<long> covered = [];
        for (int i = 0; i < set.Count; i++)
        {
            Assert.That(set[i].Start, Is.GreaterThan(last));
            Assert.That(set[i].Length, Is.Positive);
            last = set[i].End;
            covered.UnionWith(Positions(set[i].Start, set[i].End));
        }

        Assert.That(covered.SetEquals(model));
        Assert.That(set.Total, Is.EqualTo(model.Count));
        Assert.That(set.IsEmpty, Is.EqualTo(model.Count == 0));
    }
}
