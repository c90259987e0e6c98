using System;
using FsCheck.Fluent;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>RFC 5681 §3.1 with the byte counting of RFC 3465.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NewRenoTests
{
    private readonly NewReno _reno = new(1000);

    [Test]
    public void It_begins_with_ten_segments() => Assert.That(_reno.Window, Is.EqualTo(10_000));

    [Test]
    public void In_slow_start_it_grows_by_what_is_acknowledged()
    {
        Acknowledge(10_000);
        Assert.That(_reno.Window, Is.EqualTo(20_000));
        Acknowledge(500);
        Assert.That(_reno.Window, Is.EqualTo(20_500));
    }

    [Test]
    public void A_loss_halves_it_and_recovery_ends_there()
    {
        _reno.OnLoss(default, 9_000);
        Assert.That(_reno.Window, Is.EqualTo(4_500));
        _reno.OnRecovered(default);
        Assert.That(_reno.Window, Is.EqualTo(4_500));
    }

    [Test]
    public void Beyond_the_threshold_it_grows_by_a_segment_a_window()
    {
        _reno.OnLoss(default, 8_000);
        Acknowledge(3_999);
        Assert.That(_reno.Window, Is.EqualTo(4_000));
        Acknowledge(1);
        Assert.That(_reno.Window, Is.EqualTo(5_000));
        Acknowledge(5_000);
        Assert.That(_reno.Window, Is.EqualTo(6_000));
    }

    [Test]
    public void A_time_out_makes_it_one_segment_and_slow_start_goes_as_far_as_the_threshold()
    {
        _reno.OnTimeout(default, 10_000, isRepeated: false);
        Assert.That(_reno.Window, Is.EqualTo(1_000));
        Acknowledge(1_000);
        Acknowledge(2_000);
        Assert.That(_reno.Window, Is.EqualTo(4_000));
        Acknowledge(4_000);
        Assert.That(_reno.Window, Is.EqualTo(5_000));
        Acknowledge(1_000);
        Assert.That(_reno.Window, Is.EqualTo(5_000));
    }

    [Test]
    public void A_second_time_out_leaves_the_threshold_alone()
    {
        _reno.OnTimeout(default, 20_000, isRepeated: false);
        _reno.OnTimeout(default, 1_000, isRepeated: true);
        Assert.That(_reno.Window, Is.EqualTo(1_000));
        Acknowledge(50_000);
        Assert.That(_reno.Window, Is.EqualTo(10_000));
    }

    [Test]
    public void The_threshold_is_never_below_two_segments()
    {
        _reno.OnLoss(default, 100);
        Assert.That(_reno.Window, Is.EqualTo(2_000));
    }

    [Test]
    public void Whatever_happens_it_is_at_least_a_segment_and_never_overflows() => Seeded.Check(
        (from step in Gen.Choose(0, 4)
         from octets in Gen.Choose(0, int.MaxValue)
         select (step, octets)).ListOf(),
        static steps =>
        {
            NewReno reno = new(1448);
            foreach ((int step, int octets) in steps)
            {
                switch (step)
                {
                    case 0:
                        reno.OnLoss(default, octets);
                        break;
                    case 1:
                        reno.OnTimeout(default, octets, octets % 2 == 0);
                        break;
                    case 2:
                        reno.OnRecovered(default);
                        break;
                    default:
                        reno.OnAcknowledged(default, octets, TimeSpan.Zero);
                        break;
                }

                Assert.That(reno.Window, Is.GreaterThanOrEqualTo(1448));
            }
        });

    private void Acknowledge(int octets) => _reno.OnAcknowledged(Instant.Zero, octets, TimeSpan.Zero);
}
