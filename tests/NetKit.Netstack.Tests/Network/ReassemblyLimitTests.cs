using System;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

/// <summary>What happens when a bound is reached.</summary>
public sealed class ReassemblyLimitTests
{
    private const int Block = 4096;

    private static readonly IpAddress Other = IpAddress.FromV4(10, 0, 2, 101);

    private static readonly IpAddress Third = IpAddress.FromV4(10, 0, 2, 102);

    private static Piece First => new(0, new byte[64], More: true);

    private static Piece Last => new(64, new byte[8], More: false);

    [Test]
    public void A_source_that_holds_half_of_the_datagrams_loses_its_own_oldest()
    {
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Datagrams = 8 });
        _ = First.From(Other).AddTo(reassembler);
        for (int number = 0; number < 100; number++)
        {
            Assert.That(First.Numbered(number).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Held));
        }

        Assert.That(reassembler.Count, Is.EqualTo(5));
        Assert.That(reassembler.Counters.Evicted, Is.EqualTo(96));
        Assert.That(Last.From(Other).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(Last.Numbered(96).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(Last.Numbered(95).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Held));
    }

    [Test]
    public void With_all_datagrams_in_use_the_oldest_of_all_goes()
    {
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Datagrams = 4 });
        _ = First.Numbered(1).AddTo(reassembler);
        _ = First.Numbered(2).AddTo(reassembler);
        _ = First.Numbered(3).From(Other).AddTo(reassembler);
        _ = First.Numbered(4).From(Other).AddTo(reassembler);
        _ = First.Numbered(5).From(Third).AddTo(reassembler);
        Assert.That(reassembler.Count, Is.EqualTo(4));
        Assert.That(reassembler.Counters.Evicted, Is.EqualTo(1));
        Assert.That(Last.Numbered(2).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(Last.Numbered(5).From(Third).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(Last.Numbered(1).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Held));
    }

    [Test]
    public void Octets_are_bounded_a_source_by_half_of_them()
    {
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Octets = 16 * Block });
        byte[] twoBlocks = Octets.Random(seed: 1, 2 * Block);
        _ = First.From(Other).AddTo(reassembler);
        for (int number = 0; number < 50; number++)
        {
            Assert.That(new Piece(0, twoBlocks, More: true).Numbered(number).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Held));
            Assert.That(reassembler.OctetsHeld, Is.LessThanOrEqualTo(9 * Block));
        }

        Assert.That(reassembler.Count, Is.EqualTo(5));
        Assert.That(Last.From(Other).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(new Piece(2 * Block, [1], More: false).Numbered(49).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(new Piece(2 * Block, [1], More: false).Numbered(45).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Held));
    }

    [Test]
    public void With_all_octets_in_use_the_oldest_that_has_some_goes()
    {
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Octets = 4 * Block });
        _ = new Piece(0, new byte[2 * Block], More: true).AddTo(reassembler);
        _ = new Piece(0, new byte[2 * Block], More: true).From(Other).AddTo(reassembler);
        Assert.That(reassembler.OctetsHeld, Is.EqualTo(4 * Block));
        Assert.That(First.From(Third).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(reassembler.Counters.Evicted, Is.EqualTo(1));
        Assert.That(reassembler.OctetsHeld, Is.EqualTo(3 * Block));
        Assert.That(Last.From(Third).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
    }

    [Test]
    public void A_datagram_that_alone_is_more_than_half_is_abandoned()
    {
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Octets = 4 * Block });
        _ = new Piece(0, new byte[2 * Block], More: true).AddTo(reassembler);
        Assert.That(new Piece(2 * Block, [1], More: false).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.TooMany));
        Assert.That(reassembler.OctetsHeld, Is.Zero);
        Assert.That(reassembler.Counters, Is.EqualTo(new ReassemblyCounters(2, 0, 0, 0, 0, 2, 0, 0)));
    }

    [Test]
    public void A_datagram_in_too_many_pieces_is_abandoned()
    {
        Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4);
        ReassemblyVerdict[] verdicts =
            [.. Enumerable.Range(0, 257).Select(index => new Piece(index * 16, new byte[8], More: true).AddTo(reassembler))];
        Assert.That(verdicts[..256], Is.All.EqualTo(ReassemblyVerdict.Held));
        Assert.That(verdicts[256], Is.EqualTo(ReassemblyVerdict.TooMany));
        Assert.That(reassembler.OctetsHeld, Is.Zero);
    }

    [Test]
    public void A_few_octets_far_away_cost_one_block()
    {
        Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4);
        _ = new Piece(65_000, new byte[8], More: false).AddTo(reassembler);
        Assert.That(reassembler.OctetsHeld, Is.EqualTo(Block));
    }

    [Test]
    public void The_smallest_limits_still_join()
    {
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Datagrams = 1, Octets = 1, Fragments = 2 });
        _ = First.Numbered(1).AddTo(reassembler);
        _ = First.Numbered(2).AddTo(reassembler);
        Assert.That(Last.Numbered(2).AddTo(reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(reassembler.Counters.Evicted, Is.EqualTo(1));
    }

    [Test]
    public void Nothing_is_allocated_once_it_has_been_held()
    {
        Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4);
        byte[] payload = Octets.Random(seed: 2, 20_000);
        byte[][] packets = [.. Piece.Cut(payload, 8000, 16_000).Select(static piece => piece.ToPacket())];
        Join(reassembler, packets);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Join(reassembler, packets);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(reassembler.Counters.Joined, Is.EqualTo(3 * 1_001));
    }

    private static void Join(Ipv4Reassembler reassembler, byte[][] packets)
    {
        foreach (byte[] packet in packets)
        {
            _ = Ipv4View.TryCreate(packet, out Ipv4View view);
            _ = Ipv4Header.TryParse(view, out Ipv4Header header);
            _ = reassembler.Add(Instant.Zero, view, header, out _);
        }

        _ = reassembler.TryExpire(Instant.Zero, out _);
    }
}
