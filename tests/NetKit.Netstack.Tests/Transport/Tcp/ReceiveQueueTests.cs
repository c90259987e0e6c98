using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Tests.Transport.Tcp.Scripts;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>Against a model that only knows which positions have arrived.</summary>
public sealed class ReceiveQueueTests
{
    private const int Window = 4096;

    private static readonly TcpSettings Settings = new() { InitialWindow = Window, MinimumWindow = Window, MaximumWindow = Window };

    // Positions relative to what is expected next, lengths, and what is read behind each.
    private static readonly Gen<List<(int Offset, int Length, int Read)>> Arrivals =
        (from offset in Gen.Choose(-200, 2500)
         from length in Gen.Choose(1, 800)
         from read in Gen.Choose(0, 3000)
         select (offset, length, read % 3 == 0 ? read : 0)).ListOf();

    [Test]
    public void When_memory_is_short_a_large_window_shrinks_by_not_moving_on()
    {
        BufferPool pool = new(64 << 10);
        ReceiveQueue queue = new(pool, new TcpSettings { InitialWindow = 4096, MinimumWindow = 4096, MaximumWindow = 16_384 });
        Assert.That(queue.TryOpen());
        queue.Promise(queue.EdgeToPromise(1000));
        while (queue.Capacity < 16_384)
        {
            Take(queue, (int)(queue.Edge - queue.Next));
            queue.Promise(queue.EdgeToPromise(1000));
        }

        Assert.That(pool.TryReserve(44 << 10));
        long edge = queue.Edge;
        Assert.That(queue.EdgeToPromise(1000), Is.EqualTo(edge), "Nothing more is promised.");
        Take(queue, 8191);
        Assert.That(queue.Capacity, Is.EqualTo(16_384), "What was promised can still be stored.");
        Take(queue, 1);
        Assert.That((queue.Capacity, queue.Edge), Is.EqualTo((8192, edge)));
        Assert.That(pool.Reserved, Is.EqualTo((44 << 10) + 8192));
        queue.Release();
        Assert.That(pool.Reserved, Is.EqualTo(44 << 10));
    }

    [Test]
    public void What_was_promised_stays_when_less_may_be_promised()
    {
        ReceiveQueue queue = Open(new BufferPool(1 << 20));
        queue.Promise(queue.EdgeToPromise(1000));
        long edge = queue.Edge;
        Assert.That(queue.EdgeToPromise(1000, most: 2000), Is.EqualTo(edge));
        Take(queue, (int)edge - 1500);
        Assert.That(queue.EdgeToPromise(1000, most: 2000), Is.EqualTo(edge), "half a segment would be silly");
        Take(queue, 500);
        Assert.That(queue.EdgeToPromise(1000, most: 2000), Is.EqualTo(edge + 1000));
    }

    [Test]
    public void Whatever_arrives_in_whatever_order_is_read_as_it_was_sent() => Seeded.Check(Arrivals, static arrivals =>
    {
        BufferPool pool = new(1 << 20);
        ReceiveQueue queue = Open(pool);
        HashSet<long> arrived = [];
        long read = 0;
        foreach ((int offset, int length, int wanted) in arrivals)
        {
            Arrive(queue, Math.Max(queue.Next + offset, 0), length, arrived);
            Assert.That(queue.Next, Is.EqualTo(FirstMissing(arrived, read)));
            AssertGaps(queue, arrived);
            int count = Math.Min(wanted, queue.Length);
            read = Read(queue, read, count);
            long edge = queue.EdgeToPromise(1000);
            Assert.That(edge, Is.GreaterThanOrEqualTo(queue.Edge).And.LessThanOrEqualTo(read + Window));
            queue.Promise(edge);
        }

        queue.Release();
        Assert.That((pool.Reserved, pool.Rented), Is.EqualTo((0L, 0L)));
    });

    [Test]
    public void What_goes_straight_to_the_owner_is_not_stored()
    {
        BufferPool pool = new(1 << 20);
        ReceiveQueue queue = Open(pool);
        queue.Receive(default, Pattern.Of(0, 1000), 1000);
        Assert.That((queue.Next, queue.Length, pool.Rented), Is.EqualTo((1000L, 0, 0L)));
        queue.Receive(default, Pattern.Of(1000, 1000), 400);
        Assert.That((queue.Next, queue.Length), Is.EqualTo((2000L, 600)));
        _ = Read(queue, 1400, 600);
        Assert.That((queue.IsEmpty, pool.Rented), Is.EqualTo((true, 0L)), "An idle queue holds no buffer.");
    }

    [TestCase(1)]
    [TestCase(700)]
    [TestCase(1000)]
    public void What_the_owner_gives_back_is_read_before_what_came_later(int count)
    {
        ReceiveQueue queue = Open(new BufferPool(1 << 20));
        queue.Receive(default, Pattern.Of(0, 1000), 1000);
        GiveBack(queue, 1000 - count, count);
        queue.Receive(default, Pattern.Of(1000, 500), 0);
        Assert.That((queue.Next, queue.Length), Is.EqualTo((1500L, count + 500)));
        _ = Read(queue, 1000 - count, count + 500);
    }

    [Test]
    public void What_is_given_back_leaves_what_is_ahead_in_its_place()
    {
        ReceiveQueue queue = Open(new BufferPool(1 << 20));
        queue.Receive(default, Pattern.Of(0, 1000), 1000);
        Assert.That(queue.TryStore(default, 3500, Pattern.Of(3500, 500)));
        GiveBack(queue, 100, 900);
        Assert.That(queue.TryStore(default, 1000, Pattern.Of(1000, 2500)));
        Assert.That((queue.Next, queue.HasGaps), Is.EqualTo((4000L, false)));
        _ = Read(queue, 100, 3900);
    }

    [Test]
    public void What_is_given_back_takes_nothing_of_the_promise_back()
    {
        ReceiveQueue queue = Open(new BufferPool(1 << 20));
        long edge = queue.Edge;
        queue.Receive(default, Pattern.Of(0, 3000), 3000);
        GiveBack(queue, 0, 3000);
        Assert.That(queue.EdgeToPromise(1000), Is.EqualTo(edge));
        Assert.That(queue.TryStore(default, 3000, Pattern.Of(3000, (int)edge - 3000)));
        _ = Read(queue, 0, (int)edge);
    }

    [Test]
    public void A_buffer_is_kept_while_something_is_ahead()
    {
        BufferPool pool = new(1 << 20);
        ReceiveQueue queue = Open(pool);
        Assert.That(queue.TryStore(default, 500, Pattern.Of(500, 100)));
        Assert.That(queue.TryStore(default, 0, Pattern.Of(0, 10)));
        _ = Read(queue, 0, 10);
        Assert.That((queue.HasGaps, queue.IsEmpty), Is.EqualTo((true, false)));
        Assert.That(queue.TryStore(default, 10, Pattern.Of(10, 490)));
        Assert.That(Read(queue, 10, 590), Is.EqualTo(600));
    }

    [TestCase(0, 100, 0, 100)]
    [TestCase(-50, 100, 0, 50)]
    [TestCase(-100, 100, 0, 0)]
    [TestCase(-200, 100, 0, 0)]
    [TestCase(4000, 100, 4000, 96)]
    [TestCase(4096, 100, 0, 0)]
    [TestCase(5000, 100, 0, 0)]
    [TestCase(-10, 5000, 0, 4096)]
    public void What_is_known_and_what_is_beyond_the_window_is_cut_off(int offset, int length, int start, int left)
    {
        ReceiveQueue queue = Open(new BufferPool(1 << 20));
        queue.Receive(default, Pattern.Of(0, 200), 200);
        queue.Promise(200 + Window);
        long position = 200 + offset;
        ReadOnlySpan<byte> octets = Pattern.Of(position, length);
        Assert.That(queue.TryTrim(ref position, ref octets), Is.EqualTo(left > 0));
        if (left > 0)
        {
            Assert.That((position, octets.Length), Is.EqualTo((200L + start, left)));
            Assert.That(Pattern.Mismatch(position, octets), Is.EqualTo(-1));
        }
    }

    [Test]
    public void A_window_that_cannot_be_had_is_halved_until_it_can()
    {
        BufferPool pool = new(40 << 10);
        TcpSettings settings = new() { InitialWindow = 64 << 10, MinimumWindow = 16 << 10 };
        ReceiveQueue first = new(pool, settings);
        Assert.That((first.TryOpen(), first.Capacity), Is.EqualTo((true, 32 << 10)));
        ReceiveQueue second = new(pool, settings);
        Assert.That((second.TryOpen(), second.Capacity), Is.EqualTo((false, 0)));
        first.Release();
        Assert.That(second.TryOpen());
    }

    [Test]
    public void The_run_that_was_touched_last_is_known()
    {
        ReceiveQueue queue = Open(new BufferPool(1 << 20));
        _ = queue.TryStore(default, 100, Pattern.Of(100, 10));
        _ = queue.TryStore(default, 300, Pattern.Of(300, 10));
        Assert.That(queue.Gap(queue.LatestGap).Start, Is.EqualTo(300));
        _ = queue.TryStore(default, 110, Pattern.Of(110, 10));
        Assert.That(queue.Gap(queue.LatestGap), Is.EqualTo(new RangeSet.Range(100, 120)));
        _ = queue.TryStore(default, 0, Pattern.Of(0, 100));
        Assert.That((queue.Gaps, queue.LatestGap), Is.EqualTo((1, 0)));
    }

    private static void GiveBack(ReceiveQueue queue, long position, int count)
    {
        Assert.That(queue.TryGiveBack(count, out Span<byte> first, out Span<byte> rest));
        Assert.That(first.Length + rest.Length, Is.EqualTo(count));
        Pattern.Fill(position, first);
        Pattern.Fill(position + first.Length, rest);
    }

    private static ReceiveQueue Open(BufferPool pool)
    {
        ReceiveQueue queue = new(pool, Settings);
        Assert.That(queue.TryOpen());
        queue.Promise(queue.EdgeToPromise(1000));
        return queue;
    }

    // As a connection does it.
    private static void Arrive(ReceiveQueue queue, long position, int length, HashSet<long> arrived)
    {
        ReadOnlySpan<byte> octets = Pattern.Of(position, length);
        if (!queue.TryTrim(ref position, ref octets))
        {
            return;
        }

        if (position == queue.Next && queue.IsEmpty)
        {
            queue.Receive(Instant.Zero, octets, 0);
        }
        else if (!queue.TryStore(Instant.Zero, position, octets))
        {
            Assert.That(queue.Gaps, Is.EqualTo(32));
            return;
        }

        for (int i = 0; i < octets.Length; i++)
        {
            _ = arrived.Add(position + i);
        }
    }

    private static long FirstMissing(HashSet<long> arrived, long from)
    {
        while (arrived.Contains(from))
        {
            from++;
        }

        return from;
    }

    private static void AssertGaps(ReceiveQueue queue, HashSet<long> arrived)
    {
        long ahead = 0;
        for (int i = 0; i < queue.Gaps; i++)
        {
            Assert.That(queue.Gap(i).Start, Is.GreaterThan(queue.Next));
            ahead += queue.Gap(i).Length;
        }

        Assert.That(ahead, Is.EqualTo(arrived.Count(position => position > queue.Next)));
    }

    private static long Read(ReceiveQueue queue, long position, int count)
    {
        queue.GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        Assert.That(Pattern.Mismatch(position, first), Is.EqualTo(-1));
        Assert.That(Pattern.Mismatch(position + first.Length, rest), Is.EqualTo(-1));
        queue.Consume(count);
        return position + count;
    }

    // The owner takes it all at once.
    private static void Take(ReceiveQueue queue, int octets) => queue.Receive(default, new byte[octets], octets);
}
