using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>One budget of memory for all connections of a node.</summary>
public sealed class BudgetTests : ScriptFixture
{
    private const int Window = 64 << 10;

    // What each connection needs besides its window, so that it can always send something.
    private const int Floor = 4 << 10;

    private const int Share = Window + Floor;

    [Test]
    public void A_connection_for_which_there_is_no_window_is_not_begun() =>
        NewScript(budget: 2 * Share).Peer(Syn, Syn with { Port = 1 }, Syn with { Port = 2 })
            .Expect(SynAck, SynAck with { Port = 1 }).CountIs(static counters => counters.SynsDropped, 1);

    [Test]
    public void A_short_budget_makes_small_windows() =>
        NewScript(budget: Share + Floor + (16 << 10)).Peer(Syn, Syn with { Port = 1 }, Syn with { Port = 2 })
            .Expect(SynAck with { Window = 65_535 }, SynAck with { Port = 1, Window = 16 << 10 })
            .CountIs(static counters => counters.SynsDropped, 1);

    [Test]
    public void A_connection_that_ends_makes_room_for_another() =>
        NewScript(budget: Share).Peer(Syn).Expect(SynAck).Peer(Syn with { Port = 1 }).Quiet()
            .Peer(Reset).Quiet().Peer(Syn with { Port = 1 }).Expect(SynAck with { Port = 1 });

    [Test]
    public void A_window_does_not_grow_beyond_the_budget()
    {
        Script script = Opened(NewScript(budget: Share + (32 << 10)), Opening.Plain with { Scale = 7 }, 512);
        for (int i = 0; i < 10; i++)
        {
            _ = script.Peer(Run(1 + i * 50_000L, 50)).Expect(AckOf(50_001 + i * 50_000L) with { Window = Window >> Script.OurScale });
        }
    }

    [Test]
    public void A_promised_window_is_kept_though_the_budget_is_used_up()
    {
        Script script = Opened(NewScript(budget: 2 * Window), Opening.Plain, ushort.MaxValue);
        _ = script.WriteAll(Window).TakeSent();
        Assert.That(script.Pool.Reserved, Is.EqualTo(script.Pool.Budget));
        _ = script.OwnerTakes(0).Peer([.. Run(1, 65), Data(65_001, 535)]).Expect(Ack with { Seq = 10_001, Ack = 65_536, Window = 0 })
            .CountIs(static counters => counters.NoRoom, 0).ReadableIs(65_535).Consume(65_535).TakeSent();
    }

    [TestCase(Window - Floor, Window)]
    [TestCase(Window - Floor - 1, Window / 2)]
    [TestCase((16 << 10) - Floor, 16 << 10)]
    [TestCase((16 << 10) - Floor - 1, Floor)]
    [TestCase(0, Floor)]
    public void A_send_queue_takes_what_the_budget_has_left_and_always_something(int left, int taken)
    {
        Script script = Opened(NewScript(budget: Share + left), Opening.Plain, ushort.MaxValue);
        _ = script.WriteAll(taken).TakeSent();
    }

    [Test]
    public void A_send_queue_grows_when_others_have_let_go()
    {
        Script script = Opened(NewScript(budget: 2 * Share), Opening.Plain, ushort.MaxValue);
        _ = script.Peer(Syn with { Port = 1 }).Expect(SynAck with { Port = 1 }).Peer(Ack with { Port = 1 })
            .WriteAll(Floor).TakeSent();
        _ = script.Peer(Reset).Quiet().WriteAll(Window - Floor).TakeSent();
    }

    [Test]
    public void On_the_least_of_budgets_everything_still_gets_through()
    {
        Script script = Opened(NewScript(budget: Share), Opening.Plain, ushort.MaxValue);
        for (int i = 0; i < 50; i++)
        {
            long seq = 1 + i * (long)Floor;
            _ = script.WriteAll(Floor).Expect([.. Run(seq, 4), Data(seq + 4000, 96)]).Forget()
                .Peer(AckOf(seq + Floor)).Quiet().Heard("space");
        }
    }

    [Test]
    public void An_idle_connection_holds_its_promise_and_no_buffer()
    {
        Script script = Established();
        _ = script.Write(5000).Expect(Run(1, 5))
            .OwnerTakes(10).Peer(Data(1, 1000) with { Ack = 5001 }).Expect(Ack with { Seq = 5001, Ack = 1001 });
        Assert.That(script.Pool.Rented, Is.Positive);
        _ = script.Consume(990).Quiet();
        Assert.That((script.Pool.Reserved, script.Pool.Rented), Is.EqualTo((Share, 0L)));
    }
}
