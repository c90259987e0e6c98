using System.Collections.Generic;
using System.Linq;
using FsCheck.Fluent;
using NetKit.Netstack.Time;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Time;

public sealed class DeadlineQueueTests
{
    [Test]
    public void Owners_come_out_in_the_order_of_their_deadlines() => Seeded.Check(
        Gen.Choose(0, 1000).ArrayOf(),
        static deadlines =>
        {
            DeadlineQueue<Owner> queue = new();
            foreach (int deadline in deadlines)
            {
                queue.WakeBy(new Owner(), new Instant(deadline));
            }

            List<long> taken = [];
            while (queue.TryTakeDue(new Instant(1000), out Owner owner))
            {
                taken.Add(owner.QueuedDeadline.Ticks);
                Assert.That(owner.QueueIndex, Is.EqualTo(-1));
            }

            Assert.That(taken, Is.EqualTo(deadlines.Order()));
        });

    [Test]
    public void Whatever_happens_nobody_is_looked_at_too_late() => Seeded.Check(
        (from owner in Gen.Choose(0, 9)
         from step in Gen.Choose(0, 3)
         from deadline in Gen.Choose(0, 100)
         select (owner, step, deadline)).ListOf(),
        static steps =>
        {
            DeadlineQueue<Owner> queue = new();
            Owner[] owners = [.. Enumerable.Range(0, 10).Select(static _ => new Owner())];
            Dictionary<Owner, long> model = [];
            foreach ((int index, int step, int deadline) in steps)
            {
                Owner owner = owners[index];
                switch (step)
                {
                    case 0:
                        queue.Remove(owner);
                        _ = model.Remove(owner);
                        break;
                    case 1 when queue.TryTakeDue(new Instant(deadline), out Owner due):
                        Assert.That(model[due], Is.EqualTo(model.Values.Min()));
                        _ = model.Remove(due);
                        break;
                    case 1:
                        Assert.That(model.Values, Is.All.GreaterThan(deadline));
                        break;
                    default:
                        // A later deadline changes nothing: the owner is looked at when it was promised.
                        queue.WakeBy(owner, new Instant(deadline));
                        model[owner] = model.TryGetValue(owner, out long queued) && queued < deadline ? queued : deadline;
                        break;
                }

                Assert.That(queue.Count, Is.EqualTo(model.Count));
                Assert.That(queue.Earliest, Is.EqualTo(model.Count == 0 ? Instant.Never : new Instant(model.Values.Min())));
                Assert.That(owners.Count(static one => one.QueueIndex >= 0), Is.EqualTo(model.Count));
            }
        });

    [Test]
    public void Never_is_no_deadline()
    {
        DeadlineQueue<Owner> queue = new();
        Owner owner = new();
        queue.WakeBy(owner, Instant.Never);
        Assert.That((queue.Count, owner.QueueIndex), Is.EqualTo((0, -1)));
        queue.WakeBy(owner, new Instant(5));
        queue.WakeBy(owner, Instant.Never);
        Assert.That(queue.Earliest, Is.EqualTo(new Instant(5)));
    }

    [Test]
    public void It_grows_as_it_must()
    {
        DeadlineQueue<Owner> queue = new();
        for (int i = 1000; i > 0; i--)
        {
            queue.WakeBy(new Owner(), new Instant(i));
        }

        Assert.That((queue.Count, queue.Earliest), Is.EqualTo((1000, new Instant(1))));
        Assert.That(queue.TryTakeDue(new Instant(0), out _), Is.False);
    }

    private sealed class Owner : IDeadlineOwner
    {
        public int QueueIndex { get; set; } = -1;

        public Instant QueuedDeadline { get; set; }
    }
}
