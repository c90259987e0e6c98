using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>What is rare, old or odd.</summary>
public sealed class UrgentAndOddityTests : ScriptFixture
{
    [Test]
    public void Urgent_octets_are_octets_of_the_stream() =>
        Established()
            .Peer(Data(1, 10) with { Flags = TcpFlags.Ack | TcpFlags.Urgent, UrgentPointer = 5 }).Expect(AckOf(11)).Heard("data 10");

    [Test]
    public void An_urgent_pointer_beyond_the_segment_means_nothing() =>
        Established().Peer(Ack with { Flags = TcpFlags.Ack | TcpFlags.Urgent, UrgentPointer = 60_000 }).Quiet();

    [Test]
    public void Pushed_octets_are_octets() =>
        Established().Peer(Data(1, 10) with { Flags = TcpFlags.Ack | TcpFlags.Push }).Expect(AckOf(11)).Heard("data 10");

    [Test]
    public void Marks_of_congestion_mean_nothing_to_who_did_not_offer_them() =>
        Established()
            .Peer(Data(1, 10) with { Flags = TcpFlags.Ack | TcpFlags.EceEcho | TcpFlags.CongestionWindowReduced }).Expect(AckOf(11));

    [Test]
    public void A_segment_with_all_lights_on_and_no_acknowledgement_is_dropped() =>
        Established()
            .Peer(Data(1, 10) with { Flags = TcpFlags.Fin | TcpFlags.Urgent | TcpFlags.Push }).Quiet()
            .StateIs(TcpState.Established).Heard();

    [Test]
    public void A_segment_longer_than_we_asked_for_is_taken() =>
        Established().Peer(Data(1, 20_000)).Expect(AckOf(20_001)).Heard("data 20000");

    [Test]
    public void An_acknowledgement_that_says_nothing_new_is_not_answered() =>
        Established().Peer(Ack.Times(5)).Quiet();

    [Test]
    public void A_peer_that_takes_one_octet_a_segment_gets_one_octet_a_segment() =>
        Established(new Opening(1)).Write(3).Expect(Data(1, 1), Data(2, 1), Data(3, 1)).Peer(AckOf(4));

    [Test]
    public void A_segment_size_that_timestamps_use_up_leaves_one_octet() =>
        Established(new Opening(10, Stamps: true)).Write(2).Expect(Data(1, 1), Data(2, 1)).Peer(AckOf(3));

    [Test]
    public void Our_numbers_wrap_too()
    {
        // RFC 6528: the number to begin with grows by 250 a millisecond, so there is a moment at which it is near the end.
        Script script = NewScript().Peer(Syn).Expect(SynAck).Peer(Reset).Quiet();
        _ = script.At((0xFFFF_F000 - script.InitialOf().Value) / 250).Peer(Syn).Expect(SynAck).Peer(Ack).Quiet();
        Assert.That(script.InitialOf().Value, Is.InRange(0xFFFF_E000, 0xFFFF_F000));
        for (int i = 0; i < 5; i++)
        {
            long seq = 1 + i * 5000L;
            _ = script.Write(5000).Expect(Run(seq, 5)).Peer(AckOf(seq + 5000)).Quiet();
        }

        _ = script.Close().Expect(Fin with { Seq = 25_001 }).Peer(AckOf(25_002)).Quiet().StateIs(TcpState.FinWait2);
    }

    [Test]
    public void Both_sides_may_send_at_once() =>
        Established().Write(2000).Peer(Run(1, 2)).Expect(Data(1, 1000) with { Ack = 2001 }, Data(1001, 1000) with { Ack = 2001 })
            .Peer(Data(2001, 10) with { Ack = 2001 }).Expect(Ack with { Seq = 2001, Ack = 2011 });

    [Test]
    public void Segments_of_two_connections_are_kept_apart() =>
        Established().Peer(Syn with { Port = 2 }).Expect(SynAck with { Port = 2 }).Peer(Ack with { Port = 2 }).Forget()
            .Peer(Data(1, 10) with { Port = 2 }, Data(1, 20)).Expect(AckOf(11) with { Port = 2 }, AckOf(21))
            .Heard("data 10", "data 20");
}
