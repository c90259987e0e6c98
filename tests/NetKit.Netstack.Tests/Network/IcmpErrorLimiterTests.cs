using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

public sealed class IcmpErrorLimiterTests
{
    [Test]
    public void A_burst_passes_and_then_the_rate()
    {
        IcmpErrorLimiter limiter = new(rate: 10, burst: 3);
        Assert.That(Take(limiter, 0, 10), Is.EqualTo(3));
        Assert.That(Take(limiter, 99, 10), Is.Zero);
        Assert.That(Take(limiter, 100, 10), Is.EqualTo(1));
        Assert.That(Take(limiter, 350, 10), Is.EqualTo(2));
        Assert.That(limiter.Refused, Is.EqualTo(7 + 10 + 9 + 8));
    }

    [Test]
    public void A_long_silence_saves_no_more_than_a_burst()
    {
        IcmpErrorLimiter limiter = new(rate: 10, burst: 3);
        _ = Take(limiter, 0, 3);
        Assert.That(Take(limiter, 3_600_000, 100), Is.EqualTo(3));
    }

    [Test]
    public void In_the_long_run_it_is_the_rate()
    {
        IcmpErrorLimiter limiter = new(rate: 1000, burst: 50);
        int taken = 0;
        for (int millisecond = 0; millisecond < 10_000; millisecond++)
        {
            taken += Take(limiter, millisecond, 5);
        }

        Assert.That(taken, Is.EqualTo(50 + 9_999));
    }

    [TestCase(0, 1)]
    [TestCase(10_000_001, 1)]
    [TestCase(1, 0)]
    public void Nonsense_is_refused(int rate, int burst) =>
        Assert.That(() => new IcmpErrorLimiter(rate, burst), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static int Take(IcmpErrorLimiter limiter, long milliseconds, int wanted)
    {
        int taken = 0;
        for (int i = 0; i < wanted; i++)
        {
            taken += limiter.TryTake(Instant.FromMilliseconds(milliseconds)) ? 1 : 0;
        }

        return taken;
    }
}
