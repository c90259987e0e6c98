using System;
using System.Collections.Generic;
using NetKit.Forwarding.Udp;
using NetKit.Netstack.Time;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IdleQueueTests
{
    private readonly IdleQueue<Entry> _queue = new(TimeSpan.FromSeconds(30));

    [Test]
    public void An_empty_queue_has_no_deadline()
    {
        Assert.That(_queue.Deadline, Is.EqualTo(Instant.Never));
        Assert.That(_queue.Expired(Seconds(1_000)), Is.Null);
    }

    [Test]
    public void The_oldest_ends_first_and_only_when_due()
    {
        Entry first = Touched(0);
        Entry second = Touched(10);
        Assert.That(_queue.Deadline, Is.EqualTo(Seconds(30)));
        Assert.That(_queue.Expired(Seconds(29)), Is.Null);
        Assert.That(_queue.Expired(Seconds(30)), Is.SameAs(first));
        _queue.Remove(first);
        Assert.That(_queue.Expired(Seconds(39)), Is.Null);
        Assert.That(_queue.Expired(Seconds(40)), Is.SameAs(second));
    }

    [Test]
    public void Activity_moves_an_entry_behind_the_others()
    {
        Entry first = Touched(0);
        Entry second = Touched(1);
        Entry third = Touched(2);
        _queue.Touch(second, Seconds(3));
        _queue.Touch(first, Seconds(4));
        Entry[] order = Drain();
        Assert.That(order, Is.EqualTo(new[] { third, second, first }));
    }

    [Test]
    public void An_entry_is_in_one_queue_only()
    {
        IdleQueue<Entry> streams = new(TimeSpan.FromSeconds(120));
        Entry entry = Touched(0);
        streams.Touch(entry, Seconds(1));
        Assert.That(_queue.Oldest, Is.Null);
        Assert.That(streams.Deadline, Is.EqualTo(Seconds(121)));
        _queue.Remove(entry);
        Assert.That(streams.Oldest, Is.SameAs(entry));
    }

    private static Instant Seconds(long seconds) => Instant.FromMilliseconds(seconds * 1_000);

    private Entry Touched(long seconds)
    {
        Entry entry = new();
        _queue.Touch(entry, Seconds(seconds));
        return entry;
    }

    private Entry[] Drain()
    {
        List<Entry> order = [];
        while (_queue.Oldest is { } oldest)
        {
            order.Add(oldest);
            _queue.Remove(oldest);
        }

        return [.. order];
    }

    private sealed class Entry : IdleEntry<Entry>;
}
