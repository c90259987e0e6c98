using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck.Fluent;
using NetKit.Netstack.Storage;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Storage;

public sealed class OctetRingTests
{
    private const int Capacity = 4096;

    [Test]
    public void It_is_a_queue_of_octets() => Seeded.Check(
        Gen.Choose(-3000, 3000).NonEmptyListOf().Resize(40),
        static steps =>
        {
            BufferPool pool = new(1 << 20);
            OctetRing ring = new(pool);
            Assert.That(ring.TryGrow(1));
            Queue<byte> model = new();
            byte next = 0;
            foreach (int step in steps)
            {
                if (step < 0)
                {
                    int taken = Math.Min(-step, model.Count);
                    Assert.That(Read(ring, 0, taken).SequenceEqual(model.Take(taken)));
                    ring.Consume(taken);
                    _ = Enumerable.Range(0, taken).Select(_ => model.Dequeue()).Count();
                }
                else
                {
                    ring.GetWritable(step, out Span<byte> first, out Span<byte> rest);
                    Assert.That(first.Length + rest.Length, Is.EqualTo(Math.Min(step, Capacity - model.Count)));
                    Fill(first, ref next, model);
                    Fill(rest, ref next, model);
                    ring.Commit(first.Length + rest.Length);
                }

                Assert.That((ring.Length, ring.Free), Is.EqualTo((model.Count, Capacity - model.Count)));
                Assert.That(Read(ring, 0, ring.Length).SequenceEqual(model));
            }

            ring.Release();
            Assert.That((pool.Rented, ring.Capacity, ring.Length), Is.EqualTo((0L, 0, 0)));
        });

    [Test]
    public void What_is_written_ahead_is_there_when_its_turn_comes_though_the_ring_grew() => Seeded.Check(
        from head in Gen.Choose(0, 4095)
        from queued in Gen.Choose(0, 1000)
        from ahead in Gen.Choose(0, 2000)
        select (head, queued, ahead),
        static sample =>
        {
            OctetRing ring = new(new BufferPool(1 << 20));
            _ = ring.TryGrow(Capacity);
            ring.Commit(sample.head);
            ring.Consume(sample.head);
            byte[] octets = [.. Enumerable.Range(0, 4000).Select(static i => (byte)(i * 7))];
            ring.WriteAt(0, octets.AsSpan(0, sample.queued));
            ring.Commit(sample.queued);
            ring.WriteAt(sample.queued + sample.ahead, octets.AsSpan(sample.queued + sample.ahead, 1000));
            Assert.That(ring.TryGrow(10_000));
            Assert.That(ring.Capacity, Is.EqualTo(16_384));
            ring.WriteAt(sample.queued, octets.AsSpan(sample.queued, sample.ahead));
            ring.Commit(sample.ahead + 1000);
            Assert.That(Read(ring, 0, ring.Length).SequenceEqual(octets.Take(ring.Length)));
        });

    [Test]
    public void Any_part_can_be_read()
    {
        OctetRing ring = new(new BufferPool(1 << 20));
        _ = ring.TryGrow(Capacity);
        ring.Commit(4000);
        ring.Consume(4000);
        byte[] octets = [.. Enumerable.Range(0, 500).Select(static i => (byte)i)];
        ring.WriteAt(0, octets);
        ring.Commit(500);
        for (int offset = 0; offset <= 500; offset += 13)
        {
            Assert.That(Read(ring, offset, 500 - offset), Is.EqualTo(octets[offset..]));
        }
    }

    [Test]
    public void Empty_it_costs_nothing_and_gives_nothing()
    {
        BufferPool pool = new(1 << 20);
        OctetRing ring = new(pool);
        ring.GetWritable(100, out Span<byte> first, out Span<byte> rest);
        Assert.That(first.Length + rest.Length + ring.Length + ring.Capacity + ring.Free, Is.Zero);
        Assert.That(pool.Rented, Is.Zero);
        ring.Consume(0);
        ring.Release();
    }

    [Test]
    public void It_does_not_grow_beyond_the_largest_buffer()
    {
        OctetRing ring = new(new BufferPool(1 << 30));
        Assert.That(ring.TryGrow(BufferPool.LargestSize + 1), Is.False);
        Assert.That(ring.Capacity, Is.Zero);
    }

    private static void Fill(Span<byte> space, ref byte next, Queue<byte> model)
    {
        foreach (ref byte octet in space)
        {
            octet = next;
            model.Enqueue(next++);
        }
    }

    private static byte[] Read(OctetRing ring, int offset, int count)
    {
        ring.GetReadable(offset, count, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        return [.. first, .. rest];
    }
}
