using NetKit.Fuzz.Streams;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Fuzz.Tests;

/// <summary>That the judge of the TCP target sees what is wrong: a node's segments, as they should be and as they must not be.</summary>
public sealed class StreamModelTests
{
    private const uint PeerInitial = 1000;
    private const uint OwnInitial = 5000;

    [Test]
    public void An_honest_exchange_passes()
    {
        StreamModel model = Established(window: 100);
        model.OnWritten(50);
        model.OnNodeSends(Own(0), Text(0, 50));
        model.OnPeerSends(Peer(0, 50), 10);
        model.OnNodeSends(Own(50, acknowledges: 10), default);
        model.OnDelivered(Octets.PeerSays(0, 10));
        Assert.That((model.Sent, model.Contiguous, model.Acknowledged), Is.EqualTo((50, 10, 10)));
    }

    [Test]
    public void What_was_not_sent_must_not_be_acknowledged() =>
        Assert.That(() => Established().OnNodeSends(Own(0, acknowledges: 1), default), Throws.TypeOf<OracleException>());

    [Test]
    public void A_gap_must_not_be_acknowledged()
    {
        StreamModel model = Established();
        model.OnPeerSends(Peer(10, 0), 10);
        Assert.That(() => model.OnNodeSends(Own(0, acknowledges: 20), default), Throws.TypeOf<OracleException>());
        model.OnPeerSends(Peer(0, 0), 10);
        model.OnNodeSends(Own(0, acknowledges: 20), default);
    }

    [Test]
    public void Acknowledgements_do_not_go_back()
    {
        StreamModel model = Established();
        model.OnPeerSends(Peer(0, 0), 10);
        model.OnNodeSends(Own(0, acknowledges: 10), default);
        Assert.That(() => model.OnNodeSends(Own(0, acknowledges: 5), default), Throws.TypeOf<OracleException>());
    }

    [Test]
    public void The_window_of_the_peer_must_be_kept()
    {
        StreamModel model = Established(window: 100);
        model.OnWritten(101);
        model.OnNodeSends(Own(0), Text(0, 100));
        Assert.That(() => model.OnNodeSends(Own(100), Text(100, 1)), Throws.TypeOf<OracleException>());
    }

    [Test]
    public void A_promised_window_must_not_be_taken_back()
    {
        StreamModel model = Established();
        model.OnNodeSends(Own(0) with { Window = 1000 }, default);
        Assert.That(() => model.OnNodeSends(Own(0) with { Window = 900 }, default), Throws.TypeOf<OracleException>());
    }

    [Test]
    public void Nobody_else_s_octets_and_no_gaps_may_be_sent()
    {
        StreamModel model = Established();
        model.OnWritten(20);
        Assert.That(() => model.OnNodeSends(Own(0), Text(1, 5)), Throws.TypeOf<OracleException>());
        Assert.That(() => model.OnNodeSends(Own(1), Text(1, 5)), Throws.TypeOf<OracleException>());
        Assert.That(() => model.OnNodeSends(Own(0), Text(0, 21)), Throws.TypeOf<OracleException>());
    }

    [Test]
    public void A_fin_is_the_owner_s_and_stands_at_the_end()
    {
        TcpHeader fin = Own(0) with { Flags = TcpFlags.Ack | TcpFlags.Fin };
        StreamModel model = Established();
        Assert.That(() => model.OnNodeSends(fin, default), Throws.TypeOf<OracleException>());
        model.IsClosedByOwner = true;
        model.OnNodeSends(fin, default);
    }

    [Test]
    public void Delivered_octets_are_the_beginning_of_what_was_sent()
    {
        StreamModel model = Established();
        model.OnPeerSends(Peer(0, 0), 10);
        model.OnDelivered(Octets.PeerSays(0, 5));
        Assert.That(() => model.OnDelivered(Octets.PeerSays(6, 2)), Throws.TypeOf<OracleException>());
        Assert.That(() => model.OnDelivered(Octets.PeerSays(5, 6)), Throws.TypeOf<OracleException>());
    }

    private static StreamModel Established(ushort window = ushort.MaxValue)
    {
        TcpLayer layer = new(new TcpSettings(), new Netstack.Storage.BufferPool(1 << 20), 1);
        StreamModel model = new(layer.Connect(default, StreamRig.Key)!);
        model.Begin(new TcpHeader { Sequence = new SeqNum(PeerInitial), Flags = TcpFlags.Syn, Window = window, Options = Unscaled });
        model.OnNodeSends(
            new TcpHeader
            {
                Sequence = new SeqNum(OwnInitial),
                Acknowledgment = new SeqNum(PeerInitial + 1),
                Flags = TcpFlags.Syn | TcpFlags.Ack,
                Window = 1000,
                Options = Unscaled,
            },
            default);
        return model;
    }

    private static TcpOptions Unscaled => new() { WindowScale = -1 };

    private static TcpHeader Own(int position, int acknowledges = 0) => new()
    {
        Sequence = new SeqNum(OwnInitial + 1) + position,
        Acknowledgment = new SeqNum(PeerInitial + 1) + acknowledges,
        Flags = TcpFlags.Ack,
        Window = 1000,
    };

    private static TcpHeader Peer(int position, int acknowledges) => new()
    {
        Sequence = new SeqNum(PeerInitial + 1) + position,
        Acknowledgment = new SeqNum(OwnInitial + 1) + acknowledges,
        Flags = TcpFlags.Ack,
        Window = 50,
    };

    private static byte[] Text(int position, int length)
    {
        byte[] octets = new byte[length];
        Octets.NodeSays(position, octets);
        return octets;
    }
}
