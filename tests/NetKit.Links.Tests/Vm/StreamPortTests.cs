using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;
using NUnit.Framework;

namespace NetKit.Links.Tests.Vm;

/// <summary>A port on one end of a socket pair, the machine on the other.</summary>
public sealed class StreamPortTests
{
    private StreamPort _port = null!;
    private Fd _machine;

    [SetUp]
    public void Connect()
    {
        Assert.That(UnixSockets.OpenPair(out Fd one, out _machine), Is.EqualTo(Errno.None));
        Assert.That(Sockets.AdoptStream(one), Is.EqualTo(Errno.None));
        _port = new StreamPort(one, LengthPrefix.Four, 1500);
    }

    [TearDown]
    public void Close()
    {
        _port.Dispose();
        Sockets.Close(_machine);
    }

    [Test]
    public void It_leaves_checksums_and_cutting_to_others() =>
        Assert.That(_port.Capabilities, Is.EqualTo(new LinkCapabilities(1500, false, false, false)));

    [Test]
    public void One_wake_up_gives_all_frames_that_have_come()
    {
        byte[][] frames = [.. Enumerable.Range(0, 40).Select(static i => FrameSplitterTests.Frame(60 + i))];
        Say(FrameSplitterTests.Stream(LengthPrefix.Four, frames));
        _port.OnReadable();

        Assert.That(_port.TryPeek(out ReadOnlySpan<byte> first) && first.SequenceEqual(frames[0]), Is.True);
        Assert.That(Received(), Is.EqualTo(frames));
        Assert.That(_port.IsGone, Is.False);
    }

    [Test]
    public void Frames_are_kept_until_more_are_read()
    {
        byte[][] frames = [.. Enumerable.Range(0, 5).Select(static i => FrameSplitterTests.Frame(60 + i))];
        Say(FrameSplitterTests.Stream(LengthPrefix.Four, frames));
        _port.OnReadable();

        List<bool> kept = [];
        while (_port.TryReceive(out ReceivedFrame frame))
        {
            kept.Add(frame.IsKept);
            Assert.That(frame.IsPinned, Is.True);
        }

        Assert.That(kept, Is.EqualTo(new[] { true, true, true, true, false }));
    }

    [Test]
    public void Nothing_is_read_before_something_is_there()
    {
        Assert.That(_port.TryReceive(out _), Is.False);
        Say(FrameSplitterTests.Stream(LengthPrefix.Four, [FrameSplitterTests.Frame(60)]));

        Assert.That(_port.TryReceive(out _), Is.False, "Drained, until the poller says otherwise.");
        _port.OnReadable();
        Assert.That(_port.TryReceive(out _), Is.True);
    }

    [Test]
    public void Frames_sent_arrive_when_the_batch_ends()
    {
        byte[][] frames = [FrameSplitterTests.Frame(60), FrameSplitterTests.Frame(1514)];
        foreach (byte[] frame in frames)
        {
            Assert.That(_port.Send(new OutgoingFrame(frame, default, default, default)), Is.EqualTo(SendOutcome.Sent));
        }

        _port.Flush();
        byte[] heard = new byte[60 + 1514 + 8];
        Assert.That(Sockets.Receive(_machine, heard).Count, Is.EqualTo(heard.Length));
        Assert.That(heard, Is.EqualTo(FrameSplitterTests.Stream(LengthPrefix.Four, frames)));
    }

    [Test]
    public void A_machine_that_does_not_read_makes_the_port_full_and_loses_nothing_of_what_was_taken()
    {
        byte[] frame = FrameSplitterTests.Frame(1514);
        int taken = 0;
        SendOutcome outcome;
        while ((outcome = _port.Send(new OutgoingFrame(frame, default, default, default))) is SendOutcome.Sent)
        {
            taken++;
        }

        Assert.That(outcome, Is.EqualTo(SendOutcome.Full));
        Assert.That(_port.IsNearlyFull, Is.True);

        byte[] one = FrameSplitterTests.Stream(LengthPrefix.Four, [frame]);
        byte[] buffer = new byte[1 << 20];
        List<byte> heard = [];
        while (heard.Count < taken * one.Length)
        {
            heard.AddRange(buffer.AsSpan(0, Sockets.Receive(_machine, buffer).Count));
            _port.OnWritable();
        }

        byte[] all = [.. heard];
        Assert.That(all, Has.Length.EqualTo(taken * one.Length));
        for (int at = 0; at < all.Length; at += one.Length)
        {
            Assert.That(all.AsSpan(at, one.Length).SequenceEqual(one), Is.True);
        }

        Assert.That(_port.IsNearlyFull, Is.False);
    }

    [Test]
    public void The_end_of_the_stream_is_the_end_of_the_machine()
    {
        Say(FrameSplitterTests.Stream(LengthPrefix.Four, [FrameSplitterTests.Frame(60)]));
        Hang();

        Assert.That(Received(), Has.Count.EqualTo(1));
        Assert.That(_port.IsGone, Is.True);
        Assert.That(_port.End, Is.EqualTo(StreamEnd.Closed));
        Assert.That(_port.Complaint, Is.Null);
        Assert.That(_port.Send(new OutgoingFrame(FrameSplitterTests.Frame(60), default, default, default)), Is.EqualTo(SendOutcome.Gone));
    }

    [Test]
    public void An_end_inside_of_a_frame_is_told_apart()
    {
        Say([0, 0, 0, 60, 1, 2, 3]);
        Hang();

        Assert.That(Received(), Is.Empty);
        Assert.That(_port.End, Is.EqualTo(StreamEnd.CutShort));
        Assert.That(_port.Complaint, Is.Null);
    }

    [TestCase(0, 0, StreamEnd.EmptyFrame)]
    [TestCase(0x47, 0x45, StreamEnd.FrameTooLong)]
    public void Another_protocol_is_complained_about(byte first, byte second, StreamEnd end)
    {
        Say([first, second, 0, 0]);
        _port.OnReadable();

        Assert.That(Received(), Is.Empty);
        Assert.That(_port.IsGone, Is.True);
        Assert.That(_port.End, Is.EqualTo(end));
        Assert.That(_port.Complaint, Does.StartWith("it sent a frame"));
    }

    [Test]
    public void A_write_to_a_machine_that_has_left_ends_it()
    {
        Hang();
        _ = _port.Send(new OutgoingFrame(FrameSplitterTests.Frame(60), default, default, default));
        _port.Flush();

        Assert.That(_port.IsGone, Is.True);
    }

    [Test]
    public void Frames_cost_no_memory() => MachineTraffic.AssertCostsNoMemory(
        _port,
        _machine,
        FrameSplitterTests.Stream(LengthPrefix.Four, [FrameSplitterTests.Frame(1514), FrameSplitterTests.Frame(60)]),
        FrameSplitterTests.Frame(1514));

    private void Say(ReadOnlySpan<byte> octets) => Assert.That(Sockets.Send(_machine, octets).Count, Is.EqualTo(octets.Length));

    private void Hang()
    {
        Sockets.Close(_machine);
        _machine = Fd.None;
        _port.OnReadable();
    }

    private List<byte[]> Received() => MachineTraffic.ReceivedBy(_port);
}
