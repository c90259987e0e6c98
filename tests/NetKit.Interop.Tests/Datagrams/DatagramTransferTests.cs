using System;
using System.Runtime.Versioning;
using NetKit.Interop.Datagrams;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Datagrams;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(false)]
[TestFixture(true)]
public sealed class DatagramTransferTests(bool ipv6) : IDisposable
{
    private readonly Host _host = new(ipv6);
    private readonly DatagramSender _sender = new(64 * 1024, 16, 64);
    private readonly DatagramReceiver _receiver = new(8);

    public void Dispose() => _host.Dispose();

    [Test]
    public void A_batch_arrives_in_order_with_its_sender()
    {
        for (int i = 0; i < 5; i++)
        {
            _sender.Slab.Slice(i * 100, i).Fill((byte)i);
            _sender.Begin(new DatagramTarget(_host.SecondAt));
            _sender.AddPiece(i * 100, i);
        }

        Assert.That(_sender.Send(_host.First, 0), Is.EqualTo(IoResult.Moved(5)));
        _host.Await(_host.Second);
        Assert.That(_receiver.Receive(_host.Second), Is.EqualTo(IoResult.Moved(5)));
        for (int i = 0; i < 5; i++)
        {
            ReceivedDatagram datagram = _receiver.Take(i);
            byte[] expected = new byte[i];
            expected.AsSpan().Fill((byte)i);
            Assert.That(datagram.Payload.ToArray(), Is.EqualTo(expected));
            Assert.That(datagram.From, Is.EqualTo(_host.FirstAt));
        }

        Assert.That(_receiver.Receive(_host.Second).Error, Is.EqualTo(Errno.Again));
        _sender.Clear();
    }

    [Test]
    public void Pieces_from_different_places_make_one_datagram()
    {
        "netkit"u8.CopyTo(_sender.Slab);
        _sender.Begin(new DatagramTarget(_host.SecondAt));
        _sender.AddPiece(3, 3);
        _sender.AddPiece(0, 3);
        Assert.That(_sender.Send(_host.First, 0), Is.EqualTo(IoResult.Moved(1)));
        Assert.That(ReceiveOne().Payload.SequenceEqual("kitnet"u8), Is.True);
        _sender.Clear();
    }

    [Test]
    public void A_run_of_equal_datagrams_crosses_as_one()
    {
        Assert.That(DatagramSockets.JoinReceived(_host.Second), Is.EqualTo(Errno.None));
        byte[] run = new byte[1200 * 10 + 7];
        Random.Shared.NextBytes(run);
        DatagramTarget target = new(_host.SecondAt) { SegmentSize = 1200 };
        Assert.That(DatagramSender.SendOne(_host.First, target, run), Is.EqualTo(IoResult.Moved(run.Length)));
        ReceivedDatagram datagram = ReceiveOne();
        Assert.That(datagram.SegmentSize, Is.EqualTo(1200));
        Assert.That(datagram.Payload.SequenceEqual(run), Is.True);
    }

    [Test]
    public void The_last_slot_holds_the_longest_datagram()
    {
        byte[] longest = new byte[ipv6 ? 65_527 : 65_507];
        longest[^1] = 1;
        Assert.That(DatagramSender.SendOne(_host.First, new DatagramTarget(_host.SecondAt), longest).Error, Is.EqualTo(Errno.None));
        Assert.That(ReceiveOne().Payload.SequenceEqual(longest), Is.True);
    }

    [Test]
    public void Hops_traffic_class_and_local_address_come_with_the_datagram()
    {
        Assert.That(DatagramSockets.ReportTimeToLive(_host.Second, ipv6), Is.EqualTo(Errno.None));
        Assert.That(DatagramSockets.ReportTrafficClass(_host.Second, ipv6), Is.EqualTo(Errno.None));
        Assert.That(DatagramSockets.ReportLocalAddress(_host.Second, ipv6), Is.EqualTo(Errno.None));
        DatagramTarget target = new(_host.SecondAt) { TimeToLive = 7, TrafficClass = 0xB9, From = _host.Loopback };
        Assert.That(DatagramSender.SendOne(_host.First, target, "head"u8, "tail"u8), Is.EqualTo(IoResult.Moved(8)));
        ReceivedDatagram datagram = ReceiveOne();
        Assert.That(datagram.TimeToLive, Is.EqualTo(7));
        Assert.That(datagram.TrafficClass, Is.EqualTo(0xB9));
        Assert.That(datagram.To, Is.EqualTo(_host.Loopback));
        Assert.That(datagram.Payload.SequenceEqual("headtail"u8), Is.True);
    }

    [Test]
    public void A_refused_datagram_comes_back_through_the_error_queue()
    {
        SocketEndpoint nobody = _host.SecondAt with { Port = 9 };
        Assert.That(DatagramSockets.ReportErrors(_host.First, ipv6), Is.EqualTo(Errno.None));
        Assert.That(DatagramSender.SendOne(_host.First, new DatagramTarget(nobody), "refused"u8).Error, Is.EqualTo(Errno.None));
        _host.Await(_host.First);
        byte[] quoted = new byte[64];
        Assert.That(DatagramErrors.TryTake(_host.First, quoted, out DatagramError error), Is.True);
        Assert.That(error.Origin, Is.EqualTo(ipv6 ? DatagramErrorOrigin.Icmpv6 : DatagramErrorOrigin.Icmp));
        Assert.That((error.Type, error.Code), Is.EqualTo(ipv6 ? ((byte)1, (byte)4) : ((byte)3, (byte)3)));
        Assert.That(error.Destination, Is.EqualTo(nobody));
        Assert.That(error.Offender, Is.EqualTo(_host.Loopback));
        Assert.That(quoted.AsSpan(0, error.PayloadLength).SequenceEqual("refused"u8), Is.True);
        Assert.That(DatagramErrors.TryTake(_host.First, quoted, out _), Is.False);
    }

    private ReceivedDatagram ReceiveOne()
    {
        _host.Await(_host.Second);
        Assert.That(_receiver.Receive(_host.Second), Is.EqualTo(IoResult.Moved(1)));
        return _receiver.Take(0);
    }
}
