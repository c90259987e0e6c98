using System;
using FsCheck.Fluent;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>RFC 6298, clause by clause.</summary>
public sealed class RttEstimatorTests
{
    [Test]
    public void Before_the_first_sample_it_is_one_second() => Assert.That(default(RttEstimator).Timeout, Is.EqualTo(Ms(1000)));

    [Test]
    public void A_handshake_that_took_two_syns_makes_it_three_seconds()
    {
        RttEstimator rtt = default;
        rtt.BackOff();
        rtt.DoubtFirstGuess();
        Assert.That(rtt.Timeout, Is.EqualTo(Ms(3000)));
        rtt.Sample(Ms(100));
        Assert.That(rtt.Timeout, Is.EqualTo(Ms(300)));
    }

    [Test]
    public void The_first_sample_is_the_estimate_and_half_of_it_the_variation()
    {
        RttEstimator rtt = default;
        rtt.Sample(Ms(400));
        Assert.That((rtt.Smoothed, rtt.Shortest), Is.EqualTo((Ms(400), Ms(400))));
        Assert.That(rtt.Timeout, Is.EqualTo(Ms(400 + 4 * 200)));
    }

    [Test]
    public void The_variation_is_updated_with_the_old_estimate()
    {
        RttEstimator rtt = default;
        rtt.Sample(Ms(400));
        rtt.Sample(Ms(800));
        Assert.That(rtt.Smoothed, Is.EqualTo(Ms(450)));
        Assert.That(rtt.Timeout, Is.EqualTo(Ms(450 + 4 * (200 + (400 - 200) / 4))));
        Assert.That(rtt.Shortest, Is.EqualTo(Ms(400)));
    }

    [Test]
    public void It_is_never_shorter_than_the_minimum_nor_longer_than_the_maximum()
    {
        RttEstimator rtt = default;
        rtt.Sample(TimeSpan.Zero);
        Assert.That(rtt.Timeout, Is.EqualTo(RttEstimator.MinimumTimeout));
        rtt.Sample(TimeSpan.FromHours(5));
        Assert.That(rtt.Timeout, Is.EqualTo(RttEstimator.MaximumTimeout));
    }

    [Test]
    public void It_doubles_until_the_maximum_and_comes_back_with_a_sample()
    {
        RttEstimator rtt = default;
        rtt.Sample(Ms(1));
        for (int i = 1; i < 100; i++)
        {
            rtt.BackOff();
            Assert.That(rtt.Timeout, Is.EqualTo(i < 9 ? Ms(200 << i) : Ms(60_000)));
        }

        rtt.Sample(Ms(1));
        Assert.That(rtt.Timeout, Is.EqualTo(Ms(200)));
    }

    [Test]
    public void Samples_of_one_length_are_learned() => Seeded.Check(Gen.Choose(1, 20_000), static milliseconds =>
    {
        RttEstimator rtt = default;
        rtt.Sample(Ms(1));
        for (int i = 0; i < 200; i++)
        {
            rtt.Sample(Ms(milliseconds));
        }

        Assert.That(rtt.Smoothed.TotalMilliseconds, Is.EqualTo(milliseconds).Within(0.01));
        Assert.That(rtt.Timeout.TotalMilliseconds, Is.EqualTo(Math.Max(milliseconds + Math.Min(milliseconds, 200), 200)).Within(0.1));
    });

    [Test]
    public void It_always_covers_the_estimate() => Seeded.Check(Gen.Choose(0, 100_000).ArrayOf(), static samples =>
    {
        RttEstimator rtt = default;
        foreach (int sample in samples)
        {
            rtt.Sample(Ms(sample));
            long least = Math.Min(rtt.Smoothed.Ticks, RttEstimator.MaximumTimeout.Ticks);
            Assert.That(rtt.Timeout.Ticks, Is.GreaterThanOrEqualTo(least));
            Assert.That(rtt.Smoothed, Is.GreaterThanOrEqualTo(rtt.Shortest));
        }
    });

    [TestCase(1, 200)]
    [TestCase(100, 200)]
    [TestCase(150, 300)]
    [TestCase(200, 400)]
    [TestCase(1000, 1200)]
    public void A_steady_round_trip_leaves_time_for_a_repair(int roundTrip, int timeout)
    {
        RttEstimator rtt = default;
        for (int i = 0; i < 200; i++)
        {
            rtt.Sample(Ms(roundTrip));
        }

        Assert.That(rtt.Timeout.TotalMilliseconds, Is.EqualTo(timeout).Within(0.1));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
