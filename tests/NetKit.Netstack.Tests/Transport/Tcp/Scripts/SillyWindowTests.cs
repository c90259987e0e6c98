using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.8.6.2.1: no small segments into small openings of a window.</summary>
public sealed class SillyWindowTests : ScriptFixture
{
    [Test]
    public void Less_than_a_segment_waits_while_something_is_under_way() =>
        Established(window: 5000).Write(10_000).Expect(Run(1, 5))
            .Peer(AckOf(1001) with { Window = 4100 }).Quiet()
            .Peer(AckOf(2001) with { Window = 4000 }).Expect(Run(5001, 1));

    [Test]
    public void Less_than_a_segment_goes_after_a_while_when_nothing_is_under_way() =>
        Established(window: 5000).Write(10_000).Expect(Run(1, 5))
            .Peer(AckOf(5001) with { Window = 100 }).Quiet()
            .At(199).Quiet()
            .At(200).Expect(Data(5001, 100))
            .Peer(AckOf(5101) with { Window = 4900 }).Expect([.. Run(5101, 4), Data(9101, 900)]);

    [Test]
    public void Half_of_the_largest_window_is_worth_a_segment() =>
        Established(window: 600).Write(2000).Expect(Data(1, 600))
            .Peer(AckOf(601) with { Window = 300 }).Expect(Data(601, 300))
            .Peer(AckOf(901) with { Window = 299 }).Quiet()
            .At(200).Expect(Data(901, 299));

    [Test]
    public void The_end_of_what_is_written_is_always_worth_a_segment() =>
        Established(window: 5000).Write(5050).Expect(Run(1, 5))
            .Peer(AckOf(5001) with { Window = 50 }).Expect(Data(5001, 50)).Peer(AckOf(5051));

    [Test]
    public void A_window_that_opens_before_the_while_is_over_is_used() =>
        Established(window: 5000).Write(7000).Expect(Run(1, 5))
            .Peer(AckOf(5001) with { Window = 100 }).Quiet()
            .At(100).Peer(AckOf(5001) with { Window = 5000 }).Expect(Run(5001, 2))
            .At(250).Peer(AckOf(7001)).Quiet().At(5000).Quiet();

    [Test]
    public void Whole_segments_go_and_the_rest_of_the_window_stays_unused() =>
        Established(window: 2700).Write(9000).Expect(Run(1, 2)).Peer(AckOf(1001) with { Window = 2700 }).Expect(Run(2001, 1));
}
