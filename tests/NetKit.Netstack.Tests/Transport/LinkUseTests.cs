using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport;

public sealed class LinkUseTests
{
    private const int Much = LinkUse.BulkOctets;
    private const int Little = 100;

    private static readonly TcpSettings Settings = new()
    {
        SharedWindow = 1000,
        SharedQueue = 2000,
        LeastSharedWindow = 300,
        MixedWindow = 500,
        LeastMixedWindow = 200,
    };

    private readonly FlowUse[] _flows = new FlowUse[8];
    private LinkUse _use = null!;

    [SetUp]
    public void SetUp()
    {
        Array.Clear(_flows);
        _use = new LinkUse(Settings);
    }

    [TestCase(Much)]
    [TestCase(Little)]
    public void One_alone_is_not_limited(int octets)
    {
        Run(from: 0, to: 100, now => Arrive(now, octets, 0));
        Assert.That((_use.LargestPromise, _use.OctetsPerTurn), Is.EqualTo((int.MaxValue, LinkUse.LongTurn)));
    }

    [TestCase(1, int.MaxValue)]
    [TestCase(2, 1024)]
    [TestCase(3, 1024)]
    [TestCase(4, 512)]
    [TestCase(8, 512)]
    public void Transfers_that_are_sent_at_once_share_what_is_queued(int transfers, int each)
    {
        Run(from: 0, to: 100, now =>
        {
            for (int i = 0; i < transfers; i++)
            {
                _use.NoteDeparture(now, Much, ref _flows[i]);
            }
        });
        Assert.That((_use.LargestQueue, _use.LargestPromise), Is.EqualTo((each, int.MaxValue)));
    }

    [TestCase(2, 500)]
    [TestCase(3, 333)]
    [TestCase(4, 300)]
    [TestCase(8, 300)]
    public void Transfers_that_receive_at_once_share_a_window(int transfers, int each)
    {
        Run(from: 0, to: 100, now => Arrive(now, Much, transfers - 1));
        Assert.That((_use.LargestPromise, _use.OctetsPerTurn), Is.EqualTo((each, LinkUse.LongTurn)));
    }

    [Test]
    public void Whoever_is_left_has_everything_again()
    {
        Run(from: 0, to: 100, now => Arrive(now, Much, 1));
        Run(from: 101, to: 200, now => Arrive(now, Much, 0));
        Assert.That(_use.LargestPromise, Is.EqualTo(int.MaxValue));
    }

    [Test]
    public void Beside_a_conversation_a_transfer_promises_little_and_turns_are_short()
    {
        Run(from: 0, to: 100, Mix);
        Assert.That((_use.IsMixed, _use.LargestPromise, _use.OctetsPerTurn), Is.EqualTo((true, 250, LinkUse.ShortTurn)));
    }

    [Test]
    public void After_the_conversation_turns_are_long_again()
    {
        Run(from: 0, to: 100, Mix);
        Run(from: 101, to: 200, now => Arrive(now, Much, 0));
        Assert.That((_use.IsMixed, _use.OctetsPerTurn), Is.EqualTo((false, LinkUse.LongTurn)));
    }

    [Test]
    public void What_is_sent_counts_as_well()
    {
        Run(from: 0, to: 100, now =>
        {
            _use.NoteDeparture(now, Much, ref _flows[0]);
            _use.NoteArrival(now, Little, ref _flows[1]);
        });
        Assert.That(_use.IsMixed, Is.True);
    }

    [TestCase(Little, true)]
    [TestCase(Much, false)]
    public void Datagrams_are_one_flow(int octets, bool isMixed)
    {
        Run(from: 0, to: 100, now =>
        {
            Arrive(now, Much, 0);
            _use.NoteDatagram(now, octets);
        });
        Assert.That(_use.IsMixed, Is.EqualTo(isMixed));
    }

    [Test]
    public void Many_conversations_are_no_mixture()
    {
        Run(from: 0, to: 100, now => Arrive(now, Little, 7));
        Assert.That(_use.IsMixed, Is.False);
    }

    private static void Run(int from, int to, Action<Instant> work)
    {
        for (int ms = from; ms <= to; ms++)
        {
            work(Instant.Zero + TimeSpan.FromMilliseconds(ms));
        }
    }

    private void Mix(Instant now)
    {
        _use.NoteArrival(now, Much, ref _flows[0]);
        _use.NoteArrival(now, Little, ref _flows[1]);
    }

    private void Arrive(Instant now, int octets, int last)
    {
        for (int i = 0; i <= last; i++)
        {
            _use.NoteArrival(now, octets, ref _flows[i]);
        }
    }
}
