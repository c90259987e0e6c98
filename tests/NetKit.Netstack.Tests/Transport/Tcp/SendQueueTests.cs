using System;
using System.Collections.Generic;
using FsCheck.Fluent;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Tests.Transport.Tcp.Scripts;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

public sealed class SendQueueTests
{
    private const long Floor = 4096;

    private static readonly TcpSettings Settings = new() { InitialWindow = 8192, MinimumWindow = 4096, MaximumWindow = 32_768 };

    [Test]
    public void Whatever_is_written_sent_and_acknowledged_stays_in_its_place() => Seeded.Check(
        (from step in Gen.Choose(0, 2)
         from count in Gen.Choose(1, 6000)
         select (step, count)).ListOf(),
        static (List<(int Step, int Count)> steps) =>
        {
            BufferPool pool = new(1 << 20);
            SendQueue queue = Open(pool);
            long written = 0;
            foreach ((int step, int count) in steps)
            {
                switch (step)
                {
                    case 0:
                        written += Write(queue, written, count);
                        break;
                    case 1:
                        queue.Sent(Math.Min(queue.Next + count, queue.End));
                        break;
                    default:
                        queue.Acknowledge(Math.Min(queue.Unacknowledged + count, queue.Next));
                        break;
                }

                Assert.That((queue.DataEnd, queue.End), Is.EqualTo((written, written)));
                Assert.That(queue.Length, Is.EqualTo(written - queue.Unacknowledged));
                Assert.That(queue.InFlight, Is.EqualTo(queue.Next - queue.Unacknowledged));
                Assert.That(queue.HasUnsent, Is.EqualTo(queue.Next < written));
                queue.GetSpan(queue.Unacknowledged, queue.Length, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
                Assert.That(Pattern.Mismatch(queue.Unacknowledged, first), Is.EqualTo(-1));
                Assert.That(Pattern.Mismatch(queue.Unacknowledged + first.Length, rest), Is.EqualTo(-1));
                Assert.That(pool.Reserved, Is.EqualTo(Math.Max(pool.Rented, Floor)).And.LessThanOrEqualTo(32_768));
            }

            queue.Close();
            Assert.That((pool.Reserved, pool.Rented), Is.EqualTo((0L, 0L)));
        });

    [Test]
    public void A_fin_stands_behind_the_last_octet()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        _ = Write(queue, 0, 100);
        queue.Finish();
        Assert.That((queue.DataEnd, queue.End, queue.FinIsSent), Is.EqualTo((100L, 101L, false)));
        queue.Sent(100);
        Assert.That((queue.HasUnsent, queue.FinIsSent), Is.EqualTo((true, false)));
        queue.Sent(101);
        Assert.That((queue.HasUnsent, queue.FinIsSent, queue.FinIsAcknowledged), Is.EqualTo((false, true, false)));
        queue.Acknowledge(100);
        Assert.That((queue.Length, queue.FinIsAcknowledged, queue.InFlight), Is.EqualTo((0, false, 1L)));
        queue.Acknowledge(101);
        Assert.That((queue.DataEnd, queue.End, queue.FinIsAcknowledged, queue.InFlight), Is.EqualTo((100L, 101L, true, 0L)));
    }

    [Test]
    public void A_fin_alone_is_one_position()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        queue.Finish();
        Assert.That((queue.End, queue.HasUnsent), Is.EqualTo((1L, true)));
        queue.Sent(1);
        queue.Acknowledge(1);
        Assert.That(queue.FinIsAcknowledged);
    }

    [Test]
    public void Sending_again_does_not_move_what_was_sent()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        _ = Write(queue, 0, 100);
        queue.Sent(100);
        queue.Sent(50);
        Assert.That(queue.Next, Is.EqualTo(100));
    }

    [Test]
    public void An_empty_queue_holds_no_more_than_its_floor()
    {
        BufferPool pool = new(1 << 20);
        SendQueue queue = Open(pool);
        _ = Write(queue, 0, 5000);
        queue.Sent(5000);
        queue.Acknowledge(5000);
        Assert.That((pool.Reserved, pool.Rented), Is.EqualTo((Floor, 0L)));
        Assert.That(Write(queue, 5000, 10), Is.EqualTo(10));
    }

    [Test]
    public void A_queue_that_limits_the_flow_doubles_up_to_its_bound()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        foreach (int size in (int[])[8192, 16_384, 32_768, 32_768])
        {
            AssertFills(queue, size);
        }
    }

    [Test]
    public void A_queue_that_limits_the_flow_grows_no_further_than_it_may()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        foreach ((int limit, int size) in (ReadOnlySpan<(int, int)>)[(16_384, 8192), (16_384, 16_384), (16_384, 16_384), (32_768, 16_384), (32_768, 32_768)])
        {
            queue.Limit = limit;
            AssertFills(queue, size);
        }
    }

    [Test]
    public void A_queue_that_is_longer_than_it_may_grow_keeps_its_room_until_it_is_empty()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        long written = Write(queue, 0, 100_000);
        queue.Limit = 4096;
        queue.Sent(written);
        queue.Acknowledge(1000);
        written += Write(queue, written, 100_000);
        Assert.That(queue.Length, Is.EqualTo(8192));
        queue.Sent(written);
        queue.Acknowledge(written);
        Assert.That(Write(queue, written, 100_000), Is.EqualTo(4096));
    }

    [Test]
    public void A_queue_of_which_something_waits_for_the_window_stays_as_it_is()
    {
        SendQueue queue = Open(new BufferPool(1 << 20));
        long written = Write(queue, 0, 100_000);
        queue.Sent(written - 1);
        queue.Acknowledge(1000);
        Assert.That(Write(queue, written, 100_000), Is.EqualTo(1000));
    }

    [TestCase(4096, 4096)]
    [TestCase(8191, 4096)]
    [TestCase(8192, 8192)]
    public void A_queue_takes_what_the_budget_has(int budget, int taken) =>
        Assert.That(Write(Open(new BufferPool(budget)), 0, 100_000), Is.EqualTo(taken));

    [Test]
    public void A_queue_without_its_floor_is_none() =>
        Assert.That(new SendQueue(new BufferPool(Floor - 1), Settings).TryOpen(), Is.False);

    private static SendQueue Open(BufferPool pool)
    {
        SendQueue queue = new(pool, Settings);
        Assert.That(queue.TryOpen());
        return queue;
    }

    // Everything is under way then, and there is room for one octet more.
    private static void AssertFills(SendQueue queue, int size)
    {
        _ = Write(queue, queue.DataEnd, int.MaxValue / 2);
        Assert.That(queue.Length, Is.EqualTo(size));
        queue.Sent(queue.DataEnd);
        queue.Acknowledge(queue.Unacknowledged + 1);
    }

    private static int Write(SendQueue queue, long position, int count)
    {
        queue.GetWritable(out Span<byte> first, out Span<byte> rest);
        int a = Math.Min(first.Length, count);
        int b = Math.Min(rest.Length, count - a);
        Pattern.Of(position, a).CopyTo(first);
        Pattern.Of(position + a, b).CopyTo(rest);
        queue.Commit(a + b);
        return a + b;
    }
}
