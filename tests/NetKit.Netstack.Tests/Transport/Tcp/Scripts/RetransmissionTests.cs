using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 6298: the timer, and what goes again when it goes off.</summary>
public sealed class RetransmissionTests : ScriptFixture
{
    [Test]
    public void What_is_not_acknowledged_goes_again_at_growing_intervals_and_the_peer_is_given_up()
    {
        Script script = Established().Write(1000).Expect(Data(1, 1000)).Forget();
        foreach (double at in (double[])[200, 600, 1400, 3000, 6200, 12_600, 25_400, 51_000, 102_200, 162_200, 222_200, 282_200])
        {
            _ = script.At(at).Expect(Data(1, 1000));
        }

        _ = script.At(300_000).Quiet().StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed TimedOut")
            .CountIs(static counters => counters.RetransmissionTimeouts, 12);
    }

    [Test]
    public void The_handshake_is_the_first_measurement() =>
        NewScript().Peer(Syn).Expect(SynAck).At(300).Peer(Ack)
            .Write(10).Expect(Data(1, 10))
            .At(1_199).Quiet()
            .At(1_200).Expect(Data(1, 10)).Peer(AckOf(11));

    [Test]
    public void A_measurement_moves_the_estimate_by_an_eighth_and_the_variation_by_a_quarter() =>
        NewScript().Peer(Syn).Expect(SynAck).At(300).Peer(Ack)
            .Write(10).Expect(Data(1, 10))
            .At(400).Peer(AckOf(11)).Quiet()
            .Write(10).Expect(Data(11, 10))
            .At(1_324.9).Quiet()
            .At(1_325).Expect(Data(11, 10)).Peer(AckOf(21));

    [Test]
    public void A_segment_that_went_twice_measures_nothing_and_the_back_off_stays() =>
        Established().Write(10).Expect(Data(1, 10))
            .At(200).Expect(Data(1, 10))
            .At(210).Peer(AckOf(11)).Quiet()
            .Write(10).Expect(Data(11, 10))
            .At(610).Expect(Data(11, 10))
            .At(620).Peer(AckOf(21)).Quiet()
            .Write(10).Expect(Data(21, 10))
            .At(630).Peer(AckOf(31)).Quiet()
            .Write(10).Expect(Data(31, 10))
            .At(830).Expect(Data(31, 10)).Peer(AckOf(41));

    [Test]
    public void A_path_that_has_become_slow_is_measured_again()
    {
        Script script = Established();
        double at = 0;
        for (int i = 0; i < 5; i++)
        {
            // What is lost here is only the sender's patience: each acknowledgement comes after 700 ms.
            _ = script.At(at).Write(10).TakeSent();
            at += 700;
            while (script.Layer.Deadline.Ticks < at * 10_000)
            {
                _ = script.AtDeadline().TakeSent();
            }

            _ = script.At(at).Peer(AckOf(11 + i * 10)).Quiet();
        }

        _ = script.CountIs(static counters => counters.RetransmissionTimeouts, 2);
    }

    [Test]
    public void An_answer_to_a_syn_that_went_twice_measures_nothing() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .At(600).Peer(Syn).Expect(SynAck)
            .At(610).Peer(Ack).Write(10).Expect(Data(1, 10))
            .At(1_610).Expect(Data(1, 10)).Peer(AckOf(11));

    [Test]
    public void An_acknowledgement_of_something_new_restarts_the_timer() =>
        Established().Write(2000).Expect(Run(1, 2))
            .At(150).Peer(AckOf(1001)).Quiet()
            .At(349).Quiet()
            .At(350).Expect(Run(1001, 1)).Peer(AckOf(2001));

    [Test]
    public void An_acknowledgement_of_everything_stops_the_timer() =>
        Established().Write(2000).Expect(Run(1, 2)).At(150).Peer(AckOf(2001)).Quiet().At(200_000).Quiet();

    [Test]
    public void Sending_more_does_not_restart_the_timer() =>
        Established().Write(10).Expect(Data(1, 10)).At(150).Write(10).Expect(Data(11, 10))
            .At(200).Expect(Data(1, 20)).Peer(AckOf(21));

    [Test]
    public void After_a_time_out_one_segment_goes_and_then_twice_as_many_up_to_half_of_what_was_under_way() =>
        Established().Write(8000).Expect(Run(1, 8))
            .At(200).Expect(Run(1, 1))
            .At(210).Peer(AckOf(1001)).Expect(Run(1001, 2))
            .At(220).Peer(AckOf(3001)).Expect(Run(3001, 4))
            .At(230).Peer(AckOf(7001)).Expect(Run(7001, 1))
            .At(240).Peer(AckOf(8001)).Quiet()
            .Write(10_000).Expect(Run(8001, 5));

    [Test]
    public void New_octets_wait_until_what_was_lost_has_gone() =>
        Established().Write(3000).Expect(Run(1, 3))
            .At(200).Expect(Run(1, 1)).Write(2000).Quiet()
            .At(210).Peer(AckOf(1001)).Expect(Run(1001, 2))
            .At(220).Peer(AckOf(3001)).Expect(Run(3001, 2)).Peer(AckOf(5001));

    [Test]
    public void What_the_peer_has_selectively_acknowledged_does_not_go_again() =>
        Established(Opening.WithSack).Write(5000).Expect(Run(1, 5))
            .Peer(Ack with { Sack = [(2001, 3001)] }).Quiet()
            .At(10).Expect(Run(4001, 1))
            .At(210).Expect(Run(1, 1))
            .At(220).Peer(AckOf(1001) with { Sack = [(2001, 3001)] }).Expect(Data(1001, 1000), Data(3001, 1000))
            .At(230).Peer(AckOf(4001)).Expect(Data(4001, 1000)).Peer(AckOf(5001));

    [Test]
    public void What_the_peer_has_taken_back_goes_again_after_a_time_out() =>
        Established(Opening.WithSack).Write(5000).Expect(Run(1, 5))
            .Peer(Ack with { Sack = [(1001, 5001)] }).Expect(Run(1, 1))
            .At(5).Peer(AckOf(1001)).Quiet()
            .At(15).Expect(Run(1001, 1))
            .At(215).Expect(Run(1001, 1))
            .At(220).Peer(AckOf(2001)).Expect(Run(2001, 2)).Peer(AckOf(5001));

    [Test]
    public void A_second_time_out_sends_the_first_segment_again() =>
        Established().Write(4000).Expect(Run(1, 4))
            .At(200).Expect(Run(1, 1))
            .At(210).Peer(AckOf(1001)).Expect(Run(1001, 2))
            .At(610).Expect(Run(1001, 1)).Peer(AckOf(4001));

    [Test]
    public void A_late_acknowledgement_ends_it_all() =>
        Established().Write(4000).Expect(Run(1, 4)).At(200).Expect(Run(1, 1)).At(201).Peer(AckOf(4001)).Quiet().At(100_000).Quiet();

    [Test]
    public void Each_progress_gives_the_peer_new_chances()
    {
        Script script = Established().Write(30).Expect(Data(1, 30));
        for (int i = 0; i < 30; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                _ = script.AtNext().Expect(Data(1 + i, 30 - i));
                if (j % 3 == 0)
                {
                    // Alive, but not there yet: what keep-alive wants to know.
                    _ = script.Peer(Ack with { Ack = 1 + i }).TakeSent();
                }
            }

            _ = script.Peer(AckOf(2 + i)).TakeSent();
        }

        _ = script.StateIs(TcpState.Established);
    }

    [Test]
    public void What_goes_again_carries_the_newest_acknowledgement() =>
        Established().Write(10).Expect(Data(1, 10)).At(100).Peer(Data(1, 500)).Expect(Ack with { Seq = 11, Ack = 501 })
            .At(200).Expect(Data(1, 10) with { Ack = 501 }).Peer(AckOf(11) with { Seq = 501 });
}
