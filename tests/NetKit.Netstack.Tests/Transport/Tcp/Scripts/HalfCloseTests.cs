using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>One direction is over, the other goes on; and readers are slow.</summary>
public sealed class HalfCloseTests : ScriptFixture
{
    [Test]
    public void After_the_peers_fin_we_go_on_sending() =>
        InState(TcpState.CloseWait)
            .Write(2500).Expect(Data(1, 1000) with { Ack = 2 }, Data(1001, 1000) with { Ack = 2 }, Data(2001, 500) with { Ack = 2 })
            .Peer(Ack with { Seq = 2, Ack = 2501 }).Quiet().Heard("space")
            .Close().Expect(Fin with { Seq = 2501, Ack = 2 })
            .Peer(Ack with { Seq = 2, Ack = 2502 }).Quiet().ConnectionsAre(0).Heard("closed Finished");

    [Test]
    public void After_our_fin_the_peer_goes_on_sending_for_as_long_as_it_likes()
    {
        Script script = InState(TcpState.FinWait2);
        for (int i = 0; i < 20; i++)
        {
            _ = script.At(i * 20_000).Peer(Data(1 + i * 1000L, 1000) with { Ack = 2 })
                .Expect(Ack with { Seq = 2, Ack = 1001 + i * 1000 }).Heard("data 1000");
        }

        _ = script.StateIs(TcpState.FinWait2);
    }

    [Test]
    public void What_is_unread_when_the_peer_closed_stays_readable_after_the_end() =>
        Established().OwnerTakes(0)
            .Peer(Fin with { Length = 700 }).Expect(AckOf(702)).Close().Expect(Fin with { Ack = 702 })
            .Peer(Ack with { Seq = 702, Ack = 2 }).Quiet()
            .StateIs(TcpState.Closed).ConnectionsAre(0)
            .ReadableIs(700).Consume(200).Quiet().ReadableIs(500).Consume(500).Quiet().ReadableIs(0);

    [Test]
    public void The_last_octet_consumed_gives_the_memory_back()
    {
        Script script = Established().OwnerTakes(0)
            .Peer(Fin with { Length = 700 }).Expect(AckOf(702)).Close().Expect(Fin with { Ack = 702 })
            .Peer(Ack with { Seq = 702, Ack = 2 }).Quiet();
        Assert.That(script.Pool.Reserved, Is.Positive);
        _ = script.Consume(699);
        Assert.That(script.Pool.Rented, Is.Positive);
        _ = script.Consume(1);
        Assert.That((script.Pool.Reserved, script.Pool.Rented), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void A_reader_that_gives_up_after_the_end_gives_the_memory_back()
    {
        Script script = Established().OwnerTakes(0)
            .Peer(Fin with { Length = 700 }).Expect(AckOf(702)).Close().Expect(Fin with { Ack = 702 })
            .Peer(Ack with { Seq = 702, Ack = 2 }).Quiet().Drop();
        Assert.That((script.Pool.Reserved, script.Pool.Rented), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void What_is_unread_in_time_wait_stays_readable_after_it() =>
        Established().OwnerTakes(100).Close().Expect(Fin)
            .Peer(Fin with { Ack = 2, Length = 900 }).Expect(Ack with { Seq = 2, Ack = 902 }).StateIs(TcpState.TimeWait)
            .At(1000).Consume(300).Quiet()
            .At(5000).Quiet().StateIs(TcpState.Closed).ConnectionsAre(0)
            .ReadableIs(500).Consume(500);

    [Test]
    public void What_is_unread_when_the_peer_resets_is_gone() =>
        Established().OwnerTakes(0).Peer(Data(1, 700)).Expect(AckOf(701))
            .Peer(Reset with { Seq = 701 }).Quiet().Heard("data 700", "closed Reset").ReadableIs(0);

    [Test]
    public void A_slow_reader_gets_everything_and_then_the_end()
    {
        Script script = Established().OwnerTakes(1);
        for (int i = 0; i < 30; i++)
        {
            _ = script.Peer(Data(1 + i * 1000L, 1000)).Expect(AckOf(1001 + i * 1000));
        }

        _ = script.Peer(Fin with { Seq = 30_001 }).Expect(AckOf(30_002)).ReadableIs(29_999);
        for (int left = 29_999; left > 0; left -= int.Min(left, 777))
        {
            _ = script.At(script.Now.Ticks / 10_000.0 + 100).Consume(int.Min(left, 777)).Quiet();
        }

        _ = script.StateIs(TcpState.CloseWait).ReadableIs(0);
    }

    [Test]
    public void A_window_is_not_announced_to_a_peer_that_has_closed() =>
        Established().OwnerTakes(0)
            .Peer(Run(1, 60)).Expect(AckOf(60_001))
            .Peer(Fin with { Seq = 60_001 }).Expect(AckOf(60_002))
            .Consume(60_000).Quiet();

    [Test]
    public void A_peer_that_closed_may_still_open_its_window() =>
        Established(window: 1000).Peer(Fin with { Window = 1000 }).Expect(AckOf(2))
            .Write(3000).Expect(Data(1, 1000) with { Ack = 2 })
            .Peer(Ack with { Seq = 2, Ack = 1001 }).Expect(Data(1001, 1000) with { Ack = 2 }, Data(2001, 1000) with { Ack = 2 })
            .Peer(Ack with { Seq = 2, Ack = 3001 });
}
