using System;
using NetKit.Forwarding.Dns;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UpstreamTests
{
    private readonly Upstream _upstream = new(new SocketEndpoint(IpAddress.LoopbackV4, 53));

    [TestCase(1, 0)]
    [TestCase(31, 0)]
    [TestCase(40, 1)]
    [TestCase(100, 2)]
    [TestCase(300, 3)]
    public void Slow_is_worse_than_fast_and_a_little_is_nothing(int milliseconds, int cost)
    {
        _upstream.NoteAnswer(TimeSpan.FromMilliseconds(milliseconds));
        Assert.That(_upstream.Cost(Instant.Zero), Is.EqualTo(cost));
    }

    [TestCase(1, 100)]
    [TestCase(80, 160)]
    [TestCase(900, 400)]
    public void Patience_is_twice_the_usual_time_within_bounds(int milliseconds, int expected)
    {
        Assert.That(_upstream.Patience(DnsTransport.Udp), Is.EqualTo(TimeSpan.FromMilliseconds(300)), "nothing is known yet");
        _upstream.NoteAnswer(TimeSpan.FromMilliseconds(milliseconds));
        Assert.That(_upstream.Patience(DnsTransport.Udp), Is.EqualTo(TimeSpan.FromMilliseconds(expected)));
        Assert.That(_upstream.Patience(DnsTransport.Tcp), Is.EqualTo(TimeSpan.FromMilliseconds(2 * expected)));
    }

    [Test]
    public void The_estimate_follows_slowly()
    {
        _upstream.NoteAnswer(TimeSpan.FromMilliseconds(80));
        _upstream.NoteAnswer(TimeSpan.FromMilliseconds(160));
        _upstream.NoteAnswer(null);
        Assert.That(_upstream.Snapshot(Instant.Zero).SmoothedRtt, Is.EqualTo(TimeSpan.FromMilliseconds(90)));
    }

    [Test]
    public void Rests_grow_to_half_a_minute_and_end_with_an_answer()
    {
        Instant now = Instant.FromMilliseconds(1000);
        _upstream.NoteTimeout(now);
        _upstream.NoteFailure(now);
        Assert.That((_upstream.IsResting(now), _upstream.IsOnProbation), Is.EqualTo((false, false)));
        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            _upstream.NoteTimeout(now);
            _upstream.NoteTimeout(now);
            Assert.That(_upstream.IsResting(now + TimeSpan.FromSeconds(seconds) - new TimeSpan(1)), Is.True, $"{seconds} s");
            now += TimeSpan.FromSeconds(seconds);
            Assert.That((_upstream.IsResting(now), _upstream.IsOnProbation), Is.EqualTo((false, true)), $"{seconds} s");
        }

        _upstream.NoteAnswer(null);
        _upstream.NoteTimeout(now);
        Assert.That((_upstream.IsResting(now), _upstream.IsOnProbation), Is.EqualTo((false, false)));
    }

    [Test]
    public void Who_rests_costs_more_than_the_slowest()
    {
        Upstream slow = new(_upstream.Endpoint);
        slow.NoteAnswer(TimeSpan.FromSeconds(5));
        for (int i = 0; i < 3; i++)
        {
            _upstream.NoteTimeout(Instant.Zero);
        }

        Assert.That(_upstream.Cost(Instant.Zero), Is.GreaterThan(slow.Cost(Instant.Zero)));
    }
}
