using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.6 and §3.10.4: the end in good order.</summary>
public sealed class ClosingTests : ScriptFixture
{
    [Test]
    public void A_fin_in_established_moves_to_close_wait() =>
        Established()
            .Peer(Fin).Expect(AckOf(2)).StateIs(TcpState.CloseWait).Heard("end");

    [Test]
    public void A_peer_that_closes_first_has_no_time_wait_here() =>
        InState(TcpState.LastAck)
            .Peer(Ack with { Seq = 2, Ack = 2 }).Quiet()
            .StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed Finished");

    [Test]
    public void Whoever_closes_first_waits() =>
        InState(TcpState.FinWait2)
            .Peer(Fin with { Ack = 2 }).Expect(Ack with { Seq = 2, Ack = 2 })
            .StateIs(TcpState.TimeWait).Heard("end", "closed Finished");

    [Test]
    public void A_fin_that_acknowledges_ours_skips_fin_wait_2() =>
        InState(TcpState.FinWait1)
            .Peer(Fin with { Ack = 2 }).Expect(Ack with { Seq = 2, Ack = 2 })
            .StateIs(TcpState.TimeWait).Heard("space", "end", "closed Finished");

    [Test]
    public void The_last_octets_and_the_fin_share_a_segment() =>
        Established().Write(500).Close().Expect(Fin with { Length = 500 })
            .Peer(AckOf(502)).Quiet().StateIs(TcpState.FinWait2);

    [Test]
    public void A_fin_that_finds_no_room_in_a_segment_goes_alone() =>
        Established().Write(1000).Close().Expect(Data(1, 1000), Fin with { Seq = 1001 })
            .Peer(AckOf(1002)).Quiet().StateIs(TcpState.FinWait2);

    [Test]
    public void A_fin_waits_until_everything_before_it_may_go() =>
        Established(window: 1000).Write(1500).Close().Expect(Data(1, 1000)).StateIs(TcpState.FinWait1)
            .Peer(AckOf(1001) with { Window = 1000 }).Expect(Fin with { Seq = 1001, Length = 500 });

    [Test]
    public void An_acknowledgement_of_the_data_alone_is_none_of_the_fin() =>
        Established().Write(500).Close().Expect(Fin with { Length = 500 })
            .At(10).Peer(AckOf(501)).Quiet().StateIs(TcpState.FinWait1)
            .At(210).Expect(Fin with { Seq = 501 })
            .Peer(AckOf(502)).Quiet().StateIs(TcpState.FinWait2);

    [Test]
    public void A_fin_is_repeated_until_it_is_acknowledged() =>
        Established().Close().Expect(Fin).At(200).Expect(Fin).At(600).Expect(Fin)
            .Peer(AckOf(2)).Quiet().StateIs(TcpState.FinWait2);

    [Test]
    public void A_fin_with_data_is_repeated_with_its_data() =>
        Established().Write(300).Close().Expect(Fin with { Length = 300 })
            .At(200).Expect(Fin with { Length = 300 }).Peer(AckOf(302));

    [Test]
    public void A_last_fin_is_repeated_too() =>
        InState(TcpState.LastAck).At(200).Expect(Fin with { Ack = 2 }).At(600).Expect(Fin with { Ack = 2 });

    [Test]
    public void A_fin_comes_with_data() =>
        Established().Peer(Fin with { Length = 100 }).Expect(AckOf(102))
            .StateIs(TcpState.CloseWait).Heard("data 100", "end");

    [Test]
    public void A_fin_out_of_order_waits_for_what_is_missing() =>
        Established()
            .Peer(Fin with { Seq = 101 }).Expect(Ack).StateIs(TcpState.Established)
            .Peer(Data(1, 100)).Expect(AckOf(102)).StateIs(TcpState.CloseWait).Heard("data 100", "end");

    [Test]
    public void A_fin_out_of_order_with_data_waits_for_what_is_missing() =>
        Established()
            .Peer(Fin with { Seq = 101, Length = 50 }).Expect(Ack)
            .Peer(Data(1, 100)).Expect(AckOf(152))
            .StateIs(TcpState.CloseWait).Heard("readable", "end").Consume(150);

    [Test]
    public void A_fin_that_comes_again_is_acknowledged_again() =>
        InState(TcpState.CloseWait).At(10).Peer(Fin).Expect(AckOf(2)).StateIs(TcpState.CloseWait).Heard();

    [Test]
    public void Data_behind_a_fin_is_acknowledged_and_not_taken() =>
        InState(TcpState.CloseWait).Peer(Data(2, 10)).Expect(AckOf(2)).Heard().ReadableIs(0);

    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    public void Data_is_taken_after_our_fin(TcpState state) =>
        InState(state).Peer(Data(1, 10)).Expect(Ack with { Seq = 2, Ack = 11 }).StateIs(state).Heard("data 10");

    [Test]
    public void Closing_twice_sends_one_fin() => InState(TcpState.FinWait1).Close().Quiet();

    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.Closing)]
    [TestCase(TcpState.LastAck)]
    [TestCase(TcpState.TimeWait)]
    public void Nothing_can_be_written_behind_a_fin(TcpState state) => InState(state).WriteAll(0).Quiet();

    [Test]
    public void Nothing_can_be_written_before_the_connection_is_open() =>
        NewScript().Connect().Expect(OurSyn).WriteAll(0).Peer(SynAck).Expect(Ack).Write(5).Expect(Data(1, 5)).Peer(AckOf(6));

    [Test]
    public void Closing_while_the_peer_sends_loses_nothing() =>
        Established().OwnerTakes(0).Peer(Data(1, 1000)).Expect(AckOf(1001)).Close().Expect(Fin with { Ack = 1001 })
            .Peer(Data(1001, 500) with { Ack = 2 }).Expect(Ack with { Seq = 2, Ack = 1501 })
            .Peer(Fin with { Seq = 1501, Ack = 2 }).Expect(Ack with { Seq = 2, Ack = 1502 })
            .StateIs(TcpState.TimeWait).ReadableIs(1500).Consume(1500).Quiet();
}
