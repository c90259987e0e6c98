using System.Linq;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 4987: more SYNs than there is room for.</summary>
public sealed class SynFloodTests : ScriptFixture
{
    private static readonly TcpSettings Bounded = Script.Settings with { MaximumHalfOpen = 10, MaximumConnections = 15 };

    [Test]
    public void Requests_that_wait_for_an_answer_are_bounded() =>
        Flooded(12).ConnectionsAre(10).CountIs(static counters => counters.SynsDropped, 2);

    [Test]
    public void An_answer_makes_room_for_a_request() =>
        Flooded(10).Accept().Expect(SynAck with { Port = 10 })
            .Peer(Syn with { Port = 11 }, Syn with { Port = 12 }).Quiet().ConnectionsAre(11).Heard("request");

    [Test]
    public void A_refusal_makes_room_for_a_request() =>
        Flooded(10).Abort().Expect(ResetAck with { Port = 10 })
            .Peer(Syn with { Port = 11 }, Syn with { Port = 12 }).Quiet().ConnectionsAre(10).Heard("request");

    [Test]
    public void A_peer_that_gives_up_makes_room_for_a_request() =>
        Flooded(10).Peer(Reset with { Port = 3 }).Forget()
            .Peer(Syn with { Port = 11 }, Syn with { Port = 12 }).Quiet().ConnectionsAre(10).Heard("request");

    [Test]
    public void Whoever_comes_again_later_finds_room() =>
        Flooded(11).Accept().Peer(Syn with { Port = 11 }).TakeSent();

    [Test]
    public void All_connections_together_are_bounded()
    {
        Script script = NewScript(Bounded);
        _ = script.Peer([.. Enumerable.Range(1, 20).Select(static port => Syn with { Port = (ushort)port })])
            .ConnectionsAre(15).CountIs(static counters => counters.SynsDropped, 5);
        Assert.That(script.TakeSent(), Has.Count.EqualTo(15));
        Assert.That(script.Layer.Connect(script.Now, Script.KeyOf(99)), Is.Null);
    }

    [Test]
    public void A_connection_that_is_there_goes_on_in_a_flood() =>
        Opened(NewScript(Bounded), Opening.Plain, ushort.MaxValue).OwnerHesitates()
            .Peer([.. Enumerable.Range(1, 100).Select(static port => Syn with { Port = (ushort)port })]).Quiet()
            .Peer(Data(1, 10)).Expect(AckOf(11));

    [Test]
    public void Peers_that_open_and_fall_silent_are_given_up()
    {
        Script script = NewScript(Bounded);
        _ = script.Peer([.. Enumerable.Range(1, 10).Select(static port => Syn with { Port = (ushort)port })]).TakeSent();
        while (script.Layer.Count > 0)
        {
            _ = script.AtDeadline().TakeSent();
        }

        Assert.That(script.Now.Ticks / 10_000, Is.EqualTo(123_000));
        Assert.That(script.Pool.Reserved, Is.Zero);
    }

    private Script Flooded(int syns) =>
        NewScript(Bounded).OwnerHesitates()
            .Peer([.. Enumerable.Range(1, syns).Select(static port => Syn with { Port = (ushort)port })]).Quiet().Forget();
}
