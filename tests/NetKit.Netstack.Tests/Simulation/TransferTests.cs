using System;
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
        Impairment impairment = new() { Delay = TimeSpan.FromMilliseconds(milliseconds), Lost = lostOfThousand };
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
        Impairment impairment = new() { Delay = TimeSpan.FromMilliseconds(5), Late = late, Doubled = doubled };
        Cable cable = new(impairment: impairment);
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = MiB;
        _ = cable.Connect();
        cable.RunToTheEnd();
        Assert.That(cable.Timeouts, Is.Zero);
    }

    [Test]
    public void A_narrow_link_is_filled()
    {
        Impairment impairment = new() { Delay = TimeSpan.FromMilliseconds(2), BitsPerSecond = 100_000_000 };
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
        Impairment impairment = new()
        {
            Delay = TimeSpan.FromMilliseconds(20),
            Lost = 10,
            Doubled = 10,
            Late = 30,
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
        (long, int, long) first = Run();
        Assert.That(Run(), Is.EqualTo(first));

        static (long, int, long) Run()
        {
            Cable cable = new(impairment: new Impairment { Delay = TimeSpan.FromMilliseconds(3), Lost = 30, Late = 30 });
            cable.Left.Owner.ToSend = MiB / 2;
            _ = cable.Connect();
            cable.RunToTheEnd();
            return (cable.Now.Ticks, cable.Lost, cable.Left.Node.Counters.FramesOut);
        }
    }
}
