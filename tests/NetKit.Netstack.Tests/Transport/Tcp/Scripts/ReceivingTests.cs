using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.10.7.4, seventh: octets that arrive, in order and not.</summary>
public sealed class ReceivingTests : ScriptFixture
{
    [Test]
    public void What_comes_in_order_goes_straight_to_the_owner() =>
        Established().Peer(Data(1, 100)).Expect(AckOf(101)).Heard("data 100").ReadableIs(0);

    [Test]
    public void A_batch_is_acknowledged_once() =>
        Established().Peer(Run(1, 5)).Expect(AckOf(5001))
            .Heard("data 1000", "data 1000", "data 1000", "data 1000", "data 1000");

    [Test]
    public void An_answer_carries_the_acknowledgement() =>
        Established().When("data 10", static connection => connection.Write(Pattern.Of(0, 20)))
            .Peer(Data(1, 10)).Expect(Data(1, 20) with { Ack = 11 }).Peer(AckOf(21) with { Seq = 11 });

    [Test]
    public void What_the_owner_does_not_take_is_queued() =>
        Established().OwnerTakes(300)
            .Peer(Data(1, 1000)).Expect(AckOf(1001)).Heard("data 1000").ReadableIs(700).Consume(700).Quiet();

    [Test]
    public void Behind_queued_octets_everything_is_queued() =>
        Established().OwnerTakes(300)
            .Peer(Data(1, 1000), Data(1001, 500)).Expect(AckOf(1501)).Heard("data 1000", "readable").ReadableIs(1200)
            .Consume(1200).Quiet()
            .Peer(Data(1501, 100)).Expect(AckOf(1601)).Heard("data 100");

    [Test]
    public void What_comes_ahead_of_its_turn_is_acknowledged_at_once_and_kept() =>
        Established()
            .Peer(Data(1001, 1000)).Expect(Ack).Heard()
            .Peer(Data(1, 1000)).Expect(AckOf(2001)).Heard("readable").ReadableIs(2000).Consume(2000);

    [Test]
    public void Each_segment_ahead_of_its_turn_has_its_own_acknowledgement() =>
        Established().Peer(Run(1001, 3)).Expect(Ack.Times(3)).CountIs(static counters => counters.OutOfOrder, 3)
            .Peer(Data(1, 1000)).Expect(AckOf(4001));

    [Test]
    public void A_batch_ahead_of_its_turn_has_a_bounded_number_of_acknowledgements() =>
        Established().Peer(Run(1001, 20)).Expect(Ack.Times(8)).Peer(Data(1, 1000)).Expect(AckOf(21_001));

    [Test]
    public void A_gap_that_is_only_partly_filled_is_acknowledged_as_far_as_it_is() =>
        Established()
            .Peer(Data(2001, 1000)).Expect(Ack)
            .Peer(Data(1, 1000)).Expect(AckOf(1001)).Heard("readable")
            .Peer(Data(1001, 1000)).Expect(AckOf(3001)).Heard("readable").Consume(3000);

    [Test]
    public void A_segment_that_begins_with_known_octets_brings_only_the_others() =>
        Established().Peer(Data(1, 100)).Expect(AckOf(101))
            .Peer(Data(51, 100)).Expect(AckOf(151)).Heard("data 100", "data 50");

    [Test]
    public void A_segment_over_several_gaps_fills_them_all() =>
        Established()
            .Peer(Data(101, 100)).Expect(Ack)
            .Peer(Data(301, 100)).Expect(Ack)
            .Peer(Data(501, 100)).Expect(Ack)
            .Peer(Data(1, 350)).Expect(AckOf(401)).ReadableIs(400)
            .Peer(Data(401, 100)).Expect(AckOf(601)).Consume(600);

    [Test]
    public void A_segment_that_reaches_into_what_is_ahead_joins_it() =>
        Established()
            .Peer(Data(101, 100)).Expect(Ack)
            .Peer(Data(51, 100)).Expect(Ack)
            .Peer(Data(151, 100)).Expect(Ack)
            .Peer(Data(1, 50)).Expect(AckOf(251)).Consume(250);

    [Test]
    public void What_comes_twice_is_acknowledged_and_counted() =>
        Established().Peer(Data(1, 100)).Expect(AckOf(101)).Peer(Data(1, 100)).Expect(AckOf(101)).Heard("data 100")
            .CountIs(static counters => counters.OutOfWindow, 1).CountIs(static counters => counters.OctetsIn, 100);

    [Test]
    public void What_comes_twice_ahead_of_its_turn_is_acknowledged_twice() =>
        Established().Peer(Data(101, 100), Data(101, 100)).Expect(Ack.Times(2)).Peer(Data(1, 100)).Expect(AckOf(201)).Consume(200);

    [Test]
    public void Too_many_gaps_cost_the_last_one_and_nothing_else()
    {
        Script script = Established();
        for (int i = 0; i < 1025; i++)
        {
            _ = script.Peer(Data(11 + i * 20, 10)).Expect(Ack);
        }

        _ = script.CountIs(static counters => counters.NoRoom, 1);
        for (int i = 0; i < 1025; i++)
        {
            _ = script.Peer(Data(1 + i * 20, 10)).TakeSent();
        }

        _ = script.ReadableIs(20_490).Peer(Data(20_491, 10)).Expect(AckOf(20_501)).Consume(20_500);
    }

    [Test]
    public void What_is_queued_moves_with_the_queue_when_it_grows()
    {
        Script script = Established().OwnerTakes(10);
        _ = script.Peer(Data(1, 100)).Expect(AckOf(101)).Peer(Data(30_001, 1000)).Expect(AckOf(101)).Consume(50);
        for (int i = 101; i < 30_001; i += 1300)
        {
            _ = script.Peer(Data(i, int.Min(1300, 30_001 - i))).TakeSent();
        }

        _ = script.ReadableIs(30_940).Consume(30_940).TakeSent();
    }

    [TestCase(TcpState.Established, true)]
    [TestCase(TcpState.FinWait1, true)]
    [TestCase(TcpState.FinWait2, true)]
    [TestCase(TcpState.CloseWait, false)]
    [TestCase(TcpState.Closing, false)]
    [TestCase(TcpState.LastAck, false)]
    [TestCase(TcpState.TimeWait, false)]
    public void Octets_are_taken_in_the_states_in_which_the_peer_may_send(TcpState state, bool taken)
    {
        Segment octets = Data(TheirsIn(state), 10);
        Script script = InState(state).Peer(octets)
            .Expect(Ack with { Seq = OursIn(state), Ack = TheirsIn(state) + (taken ? 10 : 0) }).StateIs(state);
        _ = taken ? script.Heard("data 10") : script.Heard();
    }
}
