using System;
using System.Collections.Generic;
using FsCheck.Fluent;
using NetKit.Netstack.Storage;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Storage;

public sealed class BufferPoolTests
{
    [TestCase(0, 4096)]
    [TestCase(1, 4096)]
    [TestCase(4096, 4096)]
    [TestCase(4097, 8192)]
    [TestCase(65_535, 65_536)]
    [TestCase(65_536, 65_536)]
    [TestCase((16 << 20) - 1, 16 << 20)]
    [TestCase(16 << 20, 16 << 20)]
    public void A_buffer_is_the_next_power_of_two(int wanted, int got) =>
        Assert.That(new BufferPool(1 << 30).TryRent(wanted), Has.Length.EqualTo(got));

    [Test]
    public void There_are_no_buffers_above_the_largest_size() =>
        Assert.That(new BufferPool(1 << 30).TryRent(BufferPool.LargestSize + 1), Is.Null);

    [Test]
    public void What_is_returned_is_used_again()
    {
        BufferPool pool = new(1 << 20);
        byte[] buffer = pool.TryRent(8000)!;
        pool.Return(buffer);
        Assert.That(pool.TryRent(5000), Is.SameAs(buffer));
        Assert.That(pool.TryRent(5000), Is.Not.SameAs(buffer));
    }

    [Test]
    public void Promises_never_exceed_the_budget()
    {
        BufferPool pool = new(100_000);
        Assert.That(pool.TryReserve(60_000));
        Assert.That(pool.TryReserve(40_001), Is.False);
        Assert.That(pool.TryReserve(40_000));
        Assert.That(pool.TryReserve(1), Is.False);
        pool.Release(60_000);
        Assert.That(pool.TryReserve(1));
        Assert.That(pool.Reserved, Is.EqualTo(40_001));
    }

    [Test]
    public void What_is_rented_and_kept_stays_within_the_budget_and_adds_up() => Seeded.Check(
        Gen.Choose(0, 300_000).ArrayOf(),
        static sizes =>
        {
            const int Budget = 1 << 20;
            BufferPool pool = new(Budget);
            Queue<byte[]> rented = new();
            long expected = 0;
            foreach (int size in sizes)
            {
                // A third of the steps give something back; a reservation is what the caller of a pool holds.
                if (size % 3 == 0 && rented.TryDequeue(out byte[]? old))
                {
                    pool.Return(old);
                    pool.Release(old.Length);
                    expected -= old.Length;
                }
                else if (pool.TryReserve((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, 4096))))
                {
                    byte[] buffer = pool.TryRent(size)!;
                    Assert.That(buffer, Has.Length.AtLeast(size));
                    rented.Enqueue(buffer);
                    expected += buffer.Length;
                }

                Assert.That(pool.Rented, Is.EqualTo(expected));
                Assert.That(pool.Reserved, Is.EqualTo(expected));
                Assert.That(pool.Rented + pool.Kept, Is.LessThanOrEqualTo(Budget));
            }
        });

    [Test]
    public void Not_everything_is_kept()
    {
        BufferPool pool = new(1L << 30);
        List<byte[]> buffers = [];
        for (int i = 0; i < 1000; i++)
        {
            buffers.Add(pool.TryRent(64 << 10)!);
        }

        buffers.ForEach(pool.Return);
        Assert.That(pool.Rented, Is.Zero);
        Assert.That(pool.Kept, Is.EqualTo(2 << 20));
        pool.Return(pool.TryRent(16 << 20)!);
        Assert.That(pool.Kept, Is.EqualTo((2 << 20) + (16 << 20)), "One of each size is.");
    }

    [Test]
    public void A_buffer_does_not_move()
    {
        byte[] buffer = new BufferPool(1 << 20).TryRent(4096)!;
        Assert.That(GC.GetGeneration(buffer), Is.EqualTo(GC.MaxGeneration), "Pinned objects live where nothing is moved.");
    }
}
