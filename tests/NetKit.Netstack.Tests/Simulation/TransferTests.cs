using System;
using NetKit.Netstack.Link;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Transfers over links that are slow, lossy or unruly. Time is virtual and chance is seeded: every run is the same.</summary>
public sealed class TransferTests
{
    private const long MiB = 1 << 20;

    [Test]
    public void Everything_arrives_whatever_the_delay_and_the_loss(
        [Values(0, 10, 100)] int milliseconds, [Values(0, 5, 20)] int lostOfThousand)
    {
        ImpairmentOptions impairment = new() { Delay = TimeSpan.FromMilliseconds(milliseconds), Loss = lostOfThousand / 1000.0 };
        Cable cable = new(impairment: impairment);
        cable.Left.Owner.ToSend = 2 * MiB;
        cable.Right.Owner.ToSend = MiB / 4;
        _ = cable.Connect();
        cable.RunToTheEnd();
        Assert.That(cable.Lost, lostOfThousand == 0 ? Is.Zero : Is.Positive);
        if (lostOfThousand == 0)
        {
            Assert.That(cable.Timeouts, Is.Zero);
            Assert.That(cable.Left.Node.Tcp.Counters.FastRetransmits, Is.Zero);
        }

        TestContext.Out.WriteLine($"{milliseconds} ms, {lostOfThousand} per thousand: {cable.Now}, {cable.Timeouts} time-outs");
    }

    [TestCase(50, 0)]
    [TestCase(0, 50)]
    [TestCase(50, 50)]
    public void Frames_that_come_late_or_twice_do_no_harm(int late, int doubled)
    {
        ImpairmentOptions impairment = new() { Delay = TimeSpan.FromMilliseconds(5), Reordering = late / 1000.0, Duplication = doubled / 1000.0 };
        Cable cable = new(impairment: impairment);
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = MiB;
        _ = cable.Connect();
        cable.RunToTheEnd();
        Assert.That(cable.Timeouts, Is.Zero);
    }

    [Test]
    public void A_narrow_link_is_filled()
    {
        ImpairmentOptions impairment = new() { Delay = TimeSpan.FromMilliseconds(2), BitsPerSecond = 100_000_000 };
        Cable cable = new(impairment: impairment);
        cable.Left.Owner.ToSend = 8 * MiB;
        _ = cable.Connect();
        cable.RunUntil(() => cable.Right.Owner.HasEnd);
        double seconds = cable.Now.Ticks / (double)TimeSpan.TicksPerSecond;
        Assert.That(8 * MiB * 8 / seconds, Is.GreaterThan(75_000_000));
    }

    [Test]
    public void Everything_at_once_is_survived()
    {
        ImpairmentOptions impairment = new()
        {
            Delay = TimeSpan.FromMilliseconds(20),
            Loss = 0.01,
            Duplication = 0.01,
            Reordering = 0.03,
            BitsPerSecond = 20_000_000,
        };
        Cable cable = new(impairment: impairment);
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = MiB;
        _ = cable.Connect();
        cable.RunToTheEnd();
    }

    [Test]
    public void Two_runs_are_the_same()
    {
        (long, long, long) first = Run();
        Assert.That(Run(), Is.EqualTo(first));

        static (long, long, long) Run()
        {
            Cable cable = new(impairment: new ImpairmentOptions { Delay = TimeSpan.FromMilliseconds(3), Loss = 0.03, Reordering = 0.03 });
            cable.Left.Owner.ToSend = MiB / 2;
            _ = cable.Connect();
            cable.RunToTheEnd();
            return (cable.Now.Ticks, cable.Lost, cable.Left.Node.Counters.FramesOut);
        }
    }
}
