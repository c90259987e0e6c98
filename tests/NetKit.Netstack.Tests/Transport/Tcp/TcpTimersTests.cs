using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

public sealed class TcpTimersTests
{
    [Test]
    public void New_ones_are_all_disarmed()
    {
        TcpTimers timers = default;
        foreach (TcpTimer timer in Enum.GetValues<TcpTimer>())
        {
            Assert.That(timers.IsArmed(timer), Is.False);
            Assert.That(timers.IsDue(timer, new Instant(long.MaxValue - 1)), Is.False);
            Assert.That(timers.DeadlineOf(timer), Is.EqualTo(Instant.Never));
        }

        Assert.That(timers.NextDeadline(), Is.EqualTo(Instant.Never));
    }

    [Test]
    public void Each_has_a_deadline_of_its_own()
    {
        TcpTimers timers = default;
        foreach (TcpTimer timer in Enum.GetValues<TcpTimer>())
        {
            timers.Arm(timer, new Instant(100 - (int)timer));
            Assert.That(timers.NextDeadline(), Is.EqualTo(new Instant(100 - (int)timer)));
        }

        foreach (TcpTimer timer in Enum.GetValues<TcpTimer>())
        {
            Assert.That(timers.DeadlineOf(timer), Is.EqualTo(new Instant(100 - (int)timer)));
            timers.Disarm(timer);
            Assert.That(timers.IsArmed(timer), Is.False);
        }

        Assert.That(timers.NextDeadline(), Is.EqualTo(Instant.Never));
    }

    [Test]
    public void One_is_due_at_its_deadline_and_stays_so()
    {
        TcpTimers timers = default;
        timers.Arm(TcpTimer.Persist, new Instant(10));
        Assert.That(timers.IsDue(TcpTimer.Persist, new Instant(9)), Is.False);
        Assert.That(timers.IsDue(TcpTimer.Persist, new Instant(10)));
        Assert.That(timers.IsDue(TcpTimer.Persist, new Instant(11)));
        Assert.That(timers.IsDue(TcpTimer.Retransmit, new Instant(11)), Is.False);
    }

    [Test]
    public void The_origin_of_time_is_a_deadline_like_any_other()
    {
        TcpTimers timers = default;
        timers.Arm(TcpTimer.TimeWait, Instant.Zero);
        Assert.That(timers.IsArmed(TcpTimer.TimeWait));
        Assert.That(timers.IsDue(TcpTimer.TimeWait, Instant.Zero));
        Assert.That(timers.NextDeadline(), Is.EqualTo(Instant.Zero));
    }

    [Test]
    public void All_can_be_disarmed_at_once_and_one_can_be_armed_anew()
    {
        TcpTimers timers = default;
        timers.Arm(TcpTimer.Retransmit, new Instant(1));
        timers.Arm(TcpTimer.KeepAlive, new Instant(2));
        timers.Arm(TcpTimer.Retransmit, new Instant(3));
        Assert.That(timers.NextDeadline(), Is.EqualTo(new Instant(2)));
        timers.DisarmAll();
        Assert.That(timers.NextDeadline(), Is.EqualTo(Instant.Never));
    }
}
