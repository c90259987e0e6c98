using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>RFC 9438, with segments of 1000 octets.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CubicTests
{
    private const int Size = 1000;

    private readonly Cubic _cubic = new(Size);
    private Instant _now;

    [Test]
    public void It_begins_with_ten_segments() => Assert.That(_cubic.Window, Is.EqualTo(10_000));

    [Test]
    public void In_slow_start_it_grows_by_what_is_acknowledged()
    {
        Acknowledge(10_000);
        Assert.That(_cubic.Window, Is.EqualTo(20_000));
    }

    [Test]
    public void A_loss_leaves_seven_tenths()
    {
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        Assert.That(_cubic.Window, Is.EqualTo(70_000));
        _cubic.OnRecovered(_now);
        Assert.That(_cubic.Window, Is.EqualTo(70_000));
    }

    [Test]
    public void Less_under_way_than_the_window_leaves_seven_tenths_of_that_and_never_less_than_two_segments()
    {
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 50_000);
        Assert.That(_cubic.Window, Is.EqualTo(35_000));
        _cubic.OnLoss(_now, 1);
        Assert.That(_cubic.Window, Is.EqualTo(2_000));
    }

    [Test]
    public void The_window_is_where_the_loss_was_after_the_time_that_the_curve_says()
    {
        // §4.2: K = cubic root of 30 segments / 0.4 = 4.2 s.
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        _cubic.OnRecovered(_now);
        GoOn(seconds: 4.2, roundTrip: 100);
        Assert.That(_cubic.Window, Is.InRange(97_000, 103_000));
    }

    [Test]
    public void Near_the_plateau_it_is_careful_and_beyond_it_asks_for_more()
    {
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        _cubic.OnRecovered(_now);
        GoOn(3.5, 100);
        int near = _cubic.Window;
        GoOn(1.4, 100);
        Assert.That(_cubic.Window - near, Is.LessThan(3_000));
        GoOn(5, 100);
        Assert.That(_cubic.Window, Is.GreaterThan(130_000));
    }

    [Test]
    public void How_fast_it_grows_depends_on_time_and_not_on_the_round_trip()
    {
        Cubic other = new(Size);
        int near = After(_cubic, 50);
        Assert.That(After(other, 200), Is.EqualTo(near).Within(near / 10));

        static int After(Cubic cubic, int roundTrip)
        {
            Instant now = default;
            cubic.OnAcknowledged(now, 990_000, TimeSpan.FromMilliseconds(roundTrip));
            cubic.OnLoss(now, 1_000_000);
            cubic.OnRecovered(now);
            for (int passed = 0; passed < 12_000; passed += roundTrip)
            {
                now += TimeSpan.FromMilliseconds(roundTrip);
                cubic.OnAcknowledged(now, cubic.Window, TimeSpan.FromMilliseconds(roundTrip));
            }

            return cubic.Window;
        }
    }

    [Test]
    public void On_a_short_path_it_is_no_slower_than_reno()
    {
        NewReno reno = new(Size);
        reno.OnAcknowledged(_now, 30_000, TimeSpan.FromMilliseconds(1));
        SlowStartTo(40_000);
        reno.OnLoss(_now, 40_000);
        _cubic.OnLoss(_now, 40_000);
        for (int i = 0; i < 100; i++)
        {
            _now += TimeSpan.FromMilliseconds(1);
            reno.OnAcknowledged(_now, reno.Window, TimeSpan.FromMilliseconds(1));
            _cubic.OnAcknowledged(_now, _cubic.Window, TimeSpan.FromMilliseconds(1));
        }

        Assert.That(_cubic.Window, Is.GreaterThan(reno.Window * 9 / 10));
    }

    [Test]
    public void A_loss_below_the_last_one_leaves_room_for_others()
    {
        // §4.7: the plateau is 85 % of what the window was, so it is reached sooner.
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        _cubic.OnRecovered(_now);
        _cubic.OnLoss(_now, 70_000);
        _cubic.OnRecovered(_now);
        GoOn(3.0, 200);
        Assert.That(_cubic.Window, Is.InRange(57_000, 62_000));
    }

    [Test]
    public void A_time_out_leaves_one_segment_and_slow_start_goes_as_far_as_seven_tenths()
    {
        SlowStartTo(100_000);
        _cubic.OnTimeout(_now, 100_000, isRepeated: false);
        Assert.That(_cubic.Window, Is.EqualTo(Size));
        _cubic.OnTimeout(_now, 1_000, isRepeated: true);
        Acknowledge(200_000);
        Assert.That(_cubic.Window, Is.EqualTo(70_000));
    }

    [Test]
    public void What_was_no_loss_is_undone()
    {
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        _cubic.Undo();
        Assert.That(_cubic.Window, Is.EqualTo(100_000));
        Acknowledge(100_000);
        Assert.That(_cubic.Window, Is.EqualTo(200_000), "Slow start goes on.");
    }

    [Test]
    public void A_pause_takes_it_back_to_ten_segments_and_slow_start_returns_to_three_quarters()
    {
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        _cubic.OnRecovered(_now);
        _cubic.OnIdle();
        _cubic.OnIdle();
        Assert.That(_cubic.Window, Is.EqualTo(10_000));
        Acknowledge(30_000);
        Assert.That(_cubic.Window, Is.EqualTo(40_000));
    }

    [Test]
    public void Time_in_which_nothing_was_to_be_sent_does_not_count()
    {
        SlowStartTo(100_000);
        _cubic.OnLoss(_now, 100_000);
        _cubic.OnRecovered(_now);
        GoOn(2, 100);
        int before = _cubic.Window;
        _now += TimeSpan.FromMinutes(1);
        Acknowledge(before, 100);
        Assert.That(_cubic.Window - before, Is.LessThan(3_000));
    }

    [Test]
    public void It_never_overflows()
    {
        for (int i = 0; i < 100; i++)
        {
            Acknowledge(int.MaxValue / 2);
        }

        _cubic.OnLoss(_now, int.MaxValue);
        GoOn(10_000, 10_000);
        Assert.That(_cubic.Window, Is.InRange(1, int.MaxValue / 2));
    }

    private void SlowStartTo(int window) => Acknowledge(window - _cubic.Window);

    private void Acknowledge(int octets, int roundTrip = 100) => _cubic.OnAcknowledged(_now, octets, TimeSpan.FromMilliseconds(roundTrip));

    // The window is used up in every round trip.
    private void GoOn(double seconds, int roundTrip)
    {
        for (double passed = 0; passed < seconds * 1000; passed += roundTrip)
        {
            _now += TimeSpan.FromMilliseconds(roundTrip);
            Acknowledge(_cubic.Window, roundTrip);
        }
    }
}
