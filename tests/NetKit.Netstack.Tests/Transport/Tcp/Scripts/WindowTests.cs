using System;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.8.6: what is promised to the peer.</summary>
public sealed class WindowTests : ScriptFixture
{
    // One page, so that windows are small numbers.
    private static readonly TcpSettings Small =
        Script.Settings with { InitialWindow = 4096, MinimumWindow = 4096, MaximumWindow = 4096 };

    [Test]
    public void A_window_closes_as_the_owner_leaves_octets_unread() => Full4096();

    [Test]
    public void A_window_opens_again_by_at_least_a_segment() =>
        Full4096()
            .Consume(500).Quiet()
            .Consume(499).Quiet()
            .Consume(1).Expect(AckOf(4097) with { Window = 1000 });

    [Test]
    public void Where_half_the_window_is_less_than_a_segment_it_is_enough() =>
        Full4096(new Opening(1400), Small with { MaximumSegmentSize = 1400, MaximumBurst = 1400, InitialWindow = 4096 })
            .Consume(1399).Quiet()
            .Consume(1).Expect(AckOf(4097) with { Window = 1400 });

    [Test]
    public void Nothing_is_said_of_a_window_that_is_still_wide() =>
        Established(settings: Small).OwnerTakes(0)
            .Peer(Run(1, 2)).Expect(AckOf(2001) with { Window = 2096 })
            .Consume(2000).Quiet()
            .Peer(Data(2001, 100)).Expect(AckOf(2101) with { Window = 3996 });

    [Test]
    public void A_window_never_shrinks()
    {
        Random random = new(9293);
        Script script = Established(settings: Small).OwnerTakes(0);
        long next = 1;
        long edge = 4097;
        for (int i = 0; i < 5_000; i++)
        {
            int length = (int)Math.Min(random.Next(1, 1000), edge - next);
            if (length > 0 && random.Next(2) == 0)
            {
                _ = script.Peer(Data(next, length));
                next += length;
            }
            else
            {
                _ = script.Consume(random.Next(script.Connection.ReadableLength + 1));
            }

            foreach (Segment sent in script.TakeSent())
            {
                Assert.That(sent.Ack, Is.EqualTo(next), "Everything in the window is taken.");
                Assert.That(sent.Ack + sent.Window!.Value, Is.GreaterThanOrEqualTo(edge), "RFC 9293 §3.8.6");
                edge = sent.Ack + sent.Window.Value;
            }
        }

        _ = script.CountIs(static counters => counters.NoRoom, 0).CountIs(static counters => counters.OutOfWindow, 0);
    }

    [Test]
    public void What_is_beyond_the_window_is_cut_off() =>
        Established(settings: Small).OwnerTakes(0).Peer(Data(1, 5000)).Expect(AckOf(4097) with { Window = 0 })
            .ReadableIs(4096).Consume(4096).Expect(AckOf(4097) with { Window = 4096 });

    [Test]
    public void What_is_wholly_beyond_the_window_is_acknowledged_and_counted() =>
        Established(settings: Small).Peer(Data(4097, 10)).Expect(Ack).Heard().CountIs(static counters => counters.OutOfWindow, 1);

    [Test]
    public void What_is_in_the_window_ahead_of_its_turn_is_kept_up_to_the_last_octet() =>
        Established(settings: Small).OwnerTakes(0)
            .Peer(Data(3097, 1000)).Expect(Ack)
            .Peer(Data(2097, 1000)).Expect(Ack)
            .Peer(Data(1, 2096)).Expect(AckOf(4097) with { Window = 0 })
            .Consume(4096).Expect(AckOf(4097) with { Window = 4096 });

    [Test]
    public void Data_into_a_closed_window_is_answered_every_time() =>
        Full4096()
            .Peer(Data(4097, 1)).Expect(AckOf(4097) with { Window = 0 })
            .Peer(Data(4097, 1)).Expect(AckOf(4097) with { Window = 0 }).ReadableIs(4096);

    [Test]
    public void A_probe_without_data_is_answered() =>
        Full4096().Peer(Ack with { Seq = 4096 }).Expect(AckOf(4097) with { Window = 0 });

    [Test]
    public void An_acknowledgement_counts_though_our_window_is_closed() =>
        Full4096().Write(10).Expect(Data(1, 10) with { Ack = 4097 }).Forget()
            .Peer(Data(4097, 5) with { Ack = 11 }).Expect(Ack with { Seq = 11, Ack = 4097 }).Heard("space")
            .At(1000).Quiet();

    [Test]
    public void A_fin_needs_no_window() =>
        Full4096().Peer(Fin with { Seq = 4097 }).Expect(AckOf(4098) with { Window = 0 })
            .StateIs(TcpState.CloseWait).Consume(4096).Quiet();

    [Test]
    public void A_reset_needs_no_window() =>
        Full4096().Forget().Peer(Reset with { Seq = 4097 }).Quiet().Heard("closed Reset");

    [Test]
    public void A_window_behind_a_fin_that_is_still_missing_something_goes_on() =>
        Established(settings: Small).OwnerTakes(0)
            .Peer(Fin with { Seq = 3001 }).Expect(Ack)
            .Peer(Run(1, 3)).Expect(AckOf(3002)).StateIs(TcpState.CloseWait).Consume(3000).Quiet();

    [Test]
    public void A_window_is_said_in_units_of_the_scale() =>
        Established(Opening.Modern).Peer(Data(1, 100)).Expect(AckOf(101) with { Window = (65_535 - 100) >> Script.OurScale });

    [Test]
    public void A_peer_without_scaling_is_never_told_more_than_it_can_read()
    {
        Script script = Established();
        for (int i = 0; i < 40; i++)
        {
            _ = script.Peer(Run(1 + i * 10_000L, 10)).Expect(AckOf(10_001 + i * 10_000L));
        }

        _ = script.Peer(Data(400_001, 10)).Expect(AckOf(400_011) with { Window = 65_535 });
    }

    [Test]
    public void A_window_that_is_filled_twice_in_a_moment_doubles() =>
        Established(Opening.Modern)
            .Peer(Stamped(0, 50)).Expect(AckOf(49_401))
            .Peer(Stamped(50, 50)).Expect(AckOf(98_801))
            .Peer(Stamped(100, 33)).Expect(AckOf(131_405) with { Window = (128 << 10) >> Script.OurScale });

    [Test]
    public void A_window_that_is_filled_slowly_stays() =>
        Established(Opening.Modern)
            .Peer(Stamped(0, 50)).Expect(AckOf(49_401))
            .At(21).Peer(Stamped(50, 50)).Expect(AckOf(98_801))
            .At(42).Peer(Stamped(100, 33)).Expect(AckOf(131_405) with { Window = (64 << 10) >> Script.OurScale });

    [Test]
    public void A_window_does_not_grow_beyond_its_bound() =>
        Established(settings: Small)
            .Peer(Run(1, 4)).Expect(AckOf(4001)).Peer(Run(4001, 4)).Expect(AckOf(8001)).Peer(Run(8001, 4))
            .Expect(AckOf(12_001) with { Window = 4096 });

    private static Segment[] Stamped(int first, int count)
    {
        Segment[] run = new Segment[count];
        for (int i = 0; i < count; i++)
        {
            run[i] = Data(1 + (first + i) * 988L, 988);
        }

        return run;
    }

    // A peer has filled the window and the owner has read nothing of it.
    private Script Full4096(Opening? opening = null, TcpSettings? settings = null) =>
        Established(opening, settings ?? Small).OwnerTakes(0)
            .Peer(Run(1, 2)).Expect(AckOf(2001) with { Window = 2096 })
            .Peer(Run(2001, 2)).Expect(AckOf(4001) with { Window = 96 })
            .Peer(Data(4001, 96)).Expect(AckOf(4097) with { Window = 0 });
}
