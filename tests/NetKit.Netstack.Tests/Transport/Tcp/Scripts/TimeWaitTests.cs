using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.6.1, RFC 6191, RFC 1337.</summary>
public sealed class TimeWaitTests : ScriptFixture
{
    private static readonly Segment LastAck = Ack with { Seq = 2, Ack = 2 };

    [Test]
    public void It_ends_by_itself_and_nobody_is_told_again() =>
        InState(TcpState.TimeWait)
            .At(1999).ConnectionsAre(1).At(2000).ConnectionsAre(0).StateIs(TcpState.Closed).Heard();

    [Test]
    public void A_fin_that_comes_again_is_acknowledged_and_the_wait_begins_anew() =>
        InState(TcpState.TimeWait)
            .At(1500).Peer(Fin with { Ack = 2 }).Expect(LastAck)
            .At(3499).ConnectionsAre(1).At(3500).ConnectionsAre(0).Heard();

    [Test]
    public void A_reset_ends_it_without_a_word() =>
        InState(TcpState.TimeWait).Peer(Reset with { Seq = 2 }).Quiet().ConnectionsAre(0).Heard();

    [Test]
    public void Data_is_acknowledged_and_not_taken() =>
        InState(TcpState.TimeWait).Peer(Data(2, 100) with { Ack = 2 }).Expect(LastAck).Heard();

    [Test]
    public void An_old_duplicate_is_acknowledged() =>
        InState(TcpState.TimeWait).Peer(Data(1, 1) with { Ack = 2 }).Expect(LastAck).StateIs(TcpState.TimeWait);

    [Test]
    public void It_is_counted_as_closed_once() =>
        InState(TcpState.TimeWait).At(2000).CountIs(static counters => counters.Closed, 1);

    [Test]
    public void A_younger_syn_begins_a_new_connection() =>
        InState(TcpState.TimeWait)
            .At(10).PeerRestarts(3).Peer(Syn).Expect(SynAck)
            .Peer(Ack).Quiet().StateIs(TcpState.Established).ConnectionsAre(1).Heard("request", "opened");

    [Test]
    public void An_older_syn_is_challenged() =>
        InState(TcpState.TimeWait)
            .At(10).Peer(Syn with { Seq = 1 }).Expect(LastAck).StateIs(TcpState.TimeWait).Heard();

    [Test]
    public void A_syn_with_a_younger_timestamp_begins_a_new_connection() =>
        Stamped().At(10).PeerRestarts(-50_000).Peer(SynOf(Opening.WithStamps) with { Stamp = (5_001, 0) })
            .Expect(SynAck with { Stamp = (10, 5_001) });

    [Test]
    public void A_syn_with_the_same_timestamp_and_a_younger_number_begins_a_new_connection() =>
        Stamped().PeerRestarts(100).Peer(SynOf(Opening.WithStamps)).Expect(SynAck with { Stamp = (0, 5_000) });

    [Test]
    public void A_syn_with_the_same_timestamp_and_an_older_number_is_challenged() =>
        Stamped().Peer(SynOf(Opening.WithStamps) with { Seq = 1 }).Expect(LastAck).StateIs(TcpState.TimeWait);

    [Test]
    public void A_syn_with_an_older_timestamp_is_challenged() =>
        Stamped().At(10).PeerRestarts(100).Peer(SynOf(Opening.WithStamps) with { Stamp = (4_999, 0) })
            .Expect(LastAck with { Ack = 2 - 100 }).StateIs(TcpState.TimeWait);

    [Test]
    public void A_syn_with_an_acknowledgement_begins_nothing() =>
        InState(TcpState.TimeWait).PeerRestarts(100).Peer(SynAck with { Ack = 2 }).Expect(LastAck with { Ack = 2 - 100 });

    [Test]
    public void The_new_connections_numbers_are_beyond_those_of_the_old_one()
    {
        Script script = Established();
        for (int i = 0; i < 200; i++)
        {
            _ = script.Write(5000).Expect(Run(1 + i * 5000L, 5)).Peer(AckOf(5001 + i * 5000L)).Quiet();
        }

        SeqNum old = script.InitialOf();
        _ = script.Close().Expect(Fin with { Seq = 1_000_001 })
            .Peer(Fin with { Ack = 1_000_002 }).Expect(Ack with { Seq = 1_000_002, Ack = 2 })
            .PeerRestarts(10).Peer(Syn).Expect(SynAck);
        Assert.That(script.InitialOf() - old, Is.GreaterThanOrEqualTo(1_000_002), "RFC 9293 §3.6.1 (1)");
    }

    [Test]
    public void It_holds_no_memory()
    {
        Script script = InState(TcpState.TimeWait);
        Assert.That((script.Pool.Reserved, script.Pool.Rented), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void What_is_unread_is_kept_until_it_is_read()
    {
        Script script = Established().OwnerTakes(0).Close().Expect(Fin)
            .Peer(Fin with { Ack = 2, Length = 10 }).Expect(LastAck with { Ack = 12 }).StateIs(TcpState.TimeWait);
        Assert.That(script.Pool.Rented, Is.Positive);
        _ = script.Consume(10).Quiet();
        Assert.That((script.Pool.Reserved, script.Pool.Rented), Is.EqualTo((0L, 0L)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_owner_that_lets_go_does_not_end_it(bool aborts)
    {
        Script script = Established().OwnerTakes(0).Close().Expect(Fin)
            .Peer(Fin with { Ack = 2, Length = 10 }).Expect(LastAck with { Ack = 12 }).Forget();
        _ = (aborts ? script.Abort() : script.Drop()).Quiet().ReadableIs(0).StateIs(TcpState.TimeWait);
        Assert.That((script.Pool.Reserved, script.Pool.Rented), Is.EqualTo((0L, 0L)));
        _ = script.At(1000).Peer(Fin with { Ack = 2, Length = 10 }).Expect(LastAck with { Ack = 12 })
            .At(3000).ConnectionsAre(0).Heard();
    }

    [Test]
    public void We_cannot_connect_while_it_lasts()
    {
        Script script = InState(TcpState.TimeWait);
        Assert.That(script.Layer.Connect(script.Now, Script.KeyOf(Script.PeerPort)), Is.Null);
        _ = script.At(2000).Connect().Expect(OurSyn);
    }

    private Script Stamped() =>
        Established(Opening.WithStamps).Close().Expect(Fin)
            .Peer(Fin with { Ack = 2, Stamp = (5_000, 0) }).Expect(LastAck).StateIs(TcpState.TimeWait).Forget();
}
