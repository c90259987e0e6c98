using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NeighborTableTests
{
    private static readonly MacAddress Mac = new(0x5254_000A_0064);

    private static readonly MacAddress OtherMac = new(0x5254_000A_0065);

    private readonly NeighborTable _table = new(seed: 826, new NeighborOptions());

    [Test]
    public void What_was_learned_is_known_for_thirty_seconds_and_then_asked_about()
    {
        Assert.That(_table.Learn(At(0), Piece.Host, Mac), Is.EqualTo(NeighborUpdate.Added));
        Expect(At(0), NeighborAnswer.Known, Mac);
        Expect(At(29_999), NeighborAnswer.Known, Mac);
        Assert.That(_table.StateOf(At(29_999), Piece.Host), Is.EqualTo(NeighborState.Reachable));
        Assert.That(_table.StateOf(At(30_000), Piece.Host), Is.EqualTo(NeighborState.Stale));
        Expect(At(30_000), NeighborAnswer.KnownAskAgain, Mac);
        Expect(At(30_500), NeighborAnswer.Known, Mac);
        Expect(At(31_000), NeighborAnswer.KnownAskAgain, Mac);
        Assert.That(_table.Learn(At(31_100), Piece.Host, Mac), Is.EqualTo(NeighborUpdate.Confirmed));
        Expect(At(61_000), NeighborAnswer.Known, Mac);
    }

    [Test]
    public void A_stale_neighbour_that_does_not_answer_is_looked_for_elsewhere()
    {
        _ = _table.Learn(At(0), Piece.Host, Mac);
        Expect(At(40_000), NeighborAnswer.KnownAskAgain, Mac);
        Expect(At(41_000), NeighborAnswer.KnownAskAgain, Mac);
        Expect(At(42_000), NeighborAnswer.KnownAskAgain, Mac);
        Expect(At(42_999), NeighborAnswer.Known, Mac);
        Expect(At(43_000), NeighborAnswer.AskFirst, default);
        Assert.That(_table.StateOf(At(43_000), Piece.Host), Is.EqualTo(NeighborState.Incomplete));
        Expect(At(43_500), NeighborAnswer.Waiting, default);
        Assert.That(_table.Learn(At(43_600), Piece.Host, OtherMac), Is.EqualTo(NeighborUpdate.Added));
        Expect(At(43_600), NeighborAnswer.Known, OtherMac);
    }

    [Test]
    public void An_unknown_neighbour_is_asked_for_once_a_second_and_then_fails_for_a_while()
    {
        Expect(At(0), NeighborAnswer.AskFirst, default);
        Expect(At(1), NeighborAnswer.Waiting, default);
        Expect(At(999), NeighborAnswer.Waiting, default);
        Expect(At(1_000), NeighborAnswer.AskFirst, default);
        Expect(At(1_001), NeighborAnswer.Waiting, default);
        Expect(At(2_500), NeighborAnswer.AskFirst, default);
        Expect(At(3_499), NeighborAnswer.Waiting, default);
        Expect(At(3_500), NeighborAnswer.Failed, default);
        Expect(At(6_499), NeighborAnswer.Failed, default);
        Expect(At(6_500), NeighborAnswer.AskFirst, default);
        Expect(At(6_501), NeighborAnswer.Waiting, default);
        Assert.That(_table.Count, Is.EqualTo(1));
    }

    [Test]
    public void However_often_it_is_wanted_it_is_asked_for_at_most_once_a_second()
    {
        int asked = 0;
        for (int millisecond = 0; millisecond < 60_000; millisecond += 7)
        {
            asked += _table.Resolve(At(millisecond), Piece.Host, out _) is NeighborAnswer.AskFirst ? 1 : 0;
        }

        // Three a round, which takes six seconds.
        Assert.That(asked, Is.EqualTo(30).Within(1));
    }

    [Test]
    public void An_answer_ends_the_asking()
    {
        Expect(At(0), NeighborAnswer.AskFirst, default);
        Assert.That(_table.Learn(At(5), Piece.Host, Mac), Is.EqualTo(NeighborUpdate.Added));
        Expect(At(5), NeighborAnswer.Known, Mac);
    }

    [Test]
    public void Traffic_keeps_a_neighbour_alive()
    {
        _ = _table.Learn(At(0), Piece.Host, Mac);
        for (int second = 1; second < 3_600; second++)
        {
            Assert.That(_table.Confirm(At(second * 1_000), Piece.Host, Mac));
            Expect(At(second * 1_000), NeighborAnswer.Known, Mac);
        }
    }

    [Test]
    public void Traffic_teaches_nothing()
    {
        Assert.That(_table.Confirm(At(0), Piece.Host, Mac), Is.False);
        Assert.That(_table.Count, Is.Zero);
        _ = _table.Resolve(At(0), Piece.Host, out _);
        Assert.That(_table.Confirm(At(0), Piece.Host, Mac), Is.False);
        Assert.That(_table.StateOf(At(0), Piece.Host), Is.EqualTo(NeighborState.Incomplete));
        _ = _table.Learn(At(0), Piece.Host, Mac);
        Assert.That(_table.Confirm(At(29_000), Piece.Host, OtherMac), Is.False);
        Assert.That(_table.StateOf(At(30_000), Piece.Host), Is.EqualTo(NeighborState.Stale));
    }

    [Test]
    public void What_is_said_to_everybody_changes_what_is_there_and_adds_nothing()
    {
        Assert.That(_table.Announce(At(0), Piece.Host, Mac), Is.EqualTo(NeighborUpdate.Ignored));
        Assert.That(_table.Count, Is.Zero);
        _ = _table.Learn(At(0), Piece.Host, Mac);
        Assert.That(_table.Announce(At(1), Piece.Host, OtherMac), Is.EqualTo(NeighborUpdate.Moved));
        Expect(At(1), NeighborAnswer.Known, OtherMac);
    }

    [TestCase("0.0.0.0", 0x5254_000A_0064)]
    [TestCase("::", 0x5254_000A_0064)]
    [TestCase("255.255.255.255", 0x5254_000A_0064)]
    [TestCase("224.0.0.1", 0x5254_000A_0064)]
    [TestCase("ff02::1", 0x5254_000A_0064)]
    [TestCase("127.0.0.1", 0x5254_000A_0064)]
    [TestCase("10.0.2.100", 0)]
    [TestCase("10.0.2.100", 0xFFFF_FFFF_FFFF)]
    [TestCase("10.0.2.100", 0x0100_5E00_0001)]
    public void What_is_no_host_is_not_learned(string text, long mac)
    {
        _ = IpAddress.TryParse(text, out IpAddress address);
        Assert.That(_table.Learn(At(0), address, new MacAddress((ulong)mac)), Is.EqualTo(NeighborUpdate.Ignored));
        Assert.That(_table.Count, Is.Zero);
    }

    [Test]
    public void A_neighbour_of_long_ago_is_asked_for_anew()
    {
        _ = _table.Learn(At(0), Piece.Host, Mac);
        Assert.That(_table.TryFind(At(599_999), Piece.Host, out MacAddress found));
        Assert.That(found, Is.EqualTo(Mac));
        Assert.That(_table.TryFind(At(600_000), Piece.Host, out _), Is.False);
        Assert.That(_table.StateOf(At(600_000), Piece.Host), Is.EqualTo(NeighborState.None));
        Expect(At(600_000), NeighborAnswer.AskFirst, default);
    }

    [Test]
    public void Full_it_forgets_the_one_that_was_not_used_for_longest()
    {
        NeighborTable table = new(1, new NeighborOptions { Capacity = 3 });
        _ = table.Learn(At(0), Neighbour(1), Mac);
        _ = table.Learn(At(0), Neighbour(2), Mac);
        _ = table.Learn(At(0), Neighbour(3), Mac);
        _ = table.Resolve(At(1), Neighbour(1), out _);
        _ = table.Learn(At(2), Neighbour(4), Mac);
        Assert.That(table.Count, Is.EqualTo(3));
        Assert.That(table.Evicted, Is.EqualTo(1));
        Assert.That(table.TryFind(At(2), Neighbour(1), out _));
        Assert.That(table.TryFind(At(2), Neighbour(2), out _), Is.False);
        Assert.That(table.TryFind(At(2), Neighbour(3), out _));
    }

    [Test]
    public void A_scan_costs_one_neighbour_at_most()
    {
        NeighborTable table = new(1, new NeighborOptions { Capacity = 100 });
        for (uint i = 0; i < 100; i++)
        {
            _ = table.Learn(At(0), Neighbour(i), Mac);
        }

        for (uint i = 1_000; i < 50_000; i++)
        {
            Assert.That(table.Resolve(At(1), Neighbour(i), out _), Is.EqualTo(NeighborAnswer.AskFirst));
            Assert.That(table.Count, Is.EqualTo(100));
        }

        int left = 0;
        for (uint i = 0; i < 100; i++)
        {
            left += table.TryFind(At(1), Neighbour(i), out _) ? 1 : 0;
        }

        Assert.That(left, Is.EqualTo(99));
    }

    [Test]
    public void What_was_removed_is_gone_even_from_the_shortcut()
    {
        _ = _table.Learn(At(0), Piece.Host, Mac);
        Expect(At(0), NeighborAnswer.Known, Mac);
        _table.Remove(Piece.Host);
        _table.Remove(Piece.Host);
        Assert.That(_table.Count, Is.Zero);
        Expect(At(0), NeighborAnswer.AskFirst, default);
    }

    [Test]
    public void Both_families_live_together()
    {
        _ = _table.Learn(At(0), Piece.Host, Mac);
        _ = _table.Learn(At(0), Piece.HostV6, OtherMac);
        Expect(At(0), NeighborAnswer.Known, Mac);
        Assert.That(_table.Resolve(At(0), Piece.HostV6, out MacAddress mac), Is.EqualTo(NeighborAnswer.Known));
        Assert.That(mac, Is.EqualTo(OtherMac));
    }

    [Test]
    public void Random_use_keeps_the_bound_and_the_last_word()
    {
        Random random = new(826);
        NeighborTable table = new(7, new NeighborOptions { Capacity = 16 });
        MacAddress[] said = new MacAddress[40];
        long milliseconds = 0;
        for (int i = 0; i < 100_000; i++)
        {
            milliseconds += random.Next(300);
            uint who = (uint)random.Next(said.Length);
            switch (random.Next(5))
            {
                case 0:
                    said[who] = new MacAddress((ulong)random.Next(1, 1_000));
                    _ = table.Learn(At(milliseconds), Neighbour(who), said[who]);
                    break;
                case 1:
                    _ = table.Confirm(At(milliseconds), Neighbour(who), said[who]);
                    break;
                case 2 when random.Next(10) == 0:
                    table.Remove(Neighbour(who));
                    break;
                default:
                    bool known = table.Resolve(At(milliseconds), Neighbour(who), out MacAddress mac)
                        is NeighborAnswer.Known or NeighborAnswer.KnownAskAgain;
                    Assert.That(mac, Is.EqualTo(known ? said[who] : default));
                    break;
            }

            Assert.That(table.Count, Is.LessThanOrEqualTo(16));
        }
    }

    [Test]
    public void Looking_up_allocates_nothing()
    {
        _ = _table.Learn(At(0), Piece.Host, Mac);
        _ = _table.Learn(At(0), Piece.Gateway, OtherMac);
        Exchange();
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Exchange();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private void Exchange()
    {
        _ = _table.Confirm(At(1), Piece.Host, Mac);
        _ = _table.Resolve(At(1), Piece.Host, out _);
        _ = _table.Resolve(At(1), Piece.Gateway, out _);
        _ = _table.Resolve(At(1), Piece.HostV6, out _);
        _table.Remove(Piece.HostV6);
    }

    private void Expect(Instant now, NeighborAnswer answer, MacAddress mac)
    {
        Assert.That(_table.Resolve(now, Piece.Host, out MacAddress found), Is.EqualTo(answer), now.ToString());
        Assert.That(found, Is.EqualTo(mac), now.ToString());
    }

    private static Instant At(long milliseconds) => Instant.FromMilliseconds(milliseconds);

    private static IpAddress Neighbour(uint number) => IpAddress.FromV4(0x0A01_0000 + number);
}
