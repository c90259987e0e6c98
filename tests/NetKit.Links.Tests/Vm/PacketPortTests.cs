using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;
using NUnit.Framework;

namespace NetKit.Links.Tests.Vm;

/// <summary>A port at one end of a connection that keeps messages whole, the machine at the other.</summary>
[SupportedOSPlatform("linux")]
[Platform("Linux")]
[TestFixture(true)]
[TestFixture(false)]
public sealed class PacketPortTests(bool isSequenced)
{
    private string _folder = string.Empty;
    private PacketPort _port = null!;
    private Fd _machine;

    [SetUp]
    public void Connect()
    {
        _folder = Directory.CreateTempSubdirectory("netkit-packets-").FullName;
        string path = Path.Combine(_folder, "port");
        Errno opened = isSequenced ? UnixSockets.OpenSequenced(out Fd listener) : UnixSockets.OpenDatagram(out listener);
        Assert.That(opened, Is.EqualTo(Errno.None));
        Assert.That(UnixSockets.Bind(listener, path), Is.EqualTo(Errno.None));
        opened = isSequenced ? UnixSockets.OpenSequenced(out _machine) : UnixSockets.OpenDatagram(out _machine);
        Assert.That(opened, Is.EqualTo(Errno.None));
        Fd port = listener;
        if (isSequenced)
        {
            Assert.That(Sockets.Listen(listener, 1), Is.EqualTo(Errno.None));
            Assert.That(UnixSockets.Connect(_machine, path), Is.EqualTo(Errno.None));
            Assert.That(Sockets.Accept(listener, out port, out _), Is.EqualTo(Errno.None));
            Sockets.Close(listener);
        }
        else
        {
            Assert.That(UnixSockets.Bind(_machine, Path.Combine(_folder, "machine")), Is.EqualTo(Errno.None));
            Assert.That(UnixSockets.Connect(_machine, path), Is.EqualTo(Errno.None));
            Assert.That(UnixSockets.ConnectToSender(listener), Is.EqualTo(Errno.Again));
            Say("VFKT"u8.ToArray());
            Assert.That(UnixSockets.ConnectToSender(listener), Is.EqualTo(Errno.None));
        }

        _port = new PacketPort(port, 1500, hasEnd: isSequenced);
        if (!isSequenced)
        {
            Assert.That(Received().Single(), Is.EqualTo("VFKT"u8.ToArray()), "It is left to whoever looks for frames.");
        }
    }

    [TearDown]
    public void Close()
    {
        _port.Dispose();
        Sockets.Close(_machine);
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Frames_come_as_they_were_sent()
    {
        byte[][] frames = [.. Enumerable.Range(0, 8).Select(static i => FrameSplitterTests.Frame(60 + i))];
        Array.ForEach(frames, Say);
        _port.OnReadable();

        Assert.That(_port.TryPeek(out ReadOnlySpan<byte> first) && first.SequenceEqual(frames[0]), Is.True);
        Assert.That(Received(), Is.EqualTo(frames));
        Assert.That(_port.IsGone, Is.False);
    }

    [Test]
    public void What_the_machine_has_no_room_for_waits_and_comes_in_order()
    {
        // More than the buffer holds before its end.
        List<byte[]> sent = [];
        for (int i = 0; i < 6000; i++)
        {
            byte[] frame = FrameSplitterTests.Frame(1000 + (i % 500));
            if (_port.Send(new OutgoingFrame(frame.AsSpan(0, 54), frame.AsSpan(54, 300), frame.AsSpan(354), default)) is SendOutcome.Sent)
            {
                sent.Add(frame);
            }
        }

        Assert.That(sent, Has.Count.InRange(3000, 5999), "It is full at last.");
        byte[] buffer = new byte[2000];
        foreach (byte[] frame in sent)
        {
            int count = Sockets.Receive(_machine, buffer).Count;
            Assert.That(buffer.AsSpan(0, count).SequenceEqual(frame), Is.True);
            _port.OnWritable();
        }

        Assert.That(_port.IsNearlyFull, Is.False);
    }

    [Test]
    public void A_machine_that_has_left_is_noticed()
    {
        Sockets.Close(_machine);
        _machine = Fd.None;
        _port.OnReadable();
        Assert.That(Received(), Is.Empty);
        Assert.That(_port.IsGone, Is.EqualTo(isSequenced), "Datagrams have no end.");

        _ = _port.Send(new OutgoingFrame(FrameSplitterTests.Frame(60), default, default, default));
        Assert.That(_port.IsGone, Is.True);
        Assert.That(_port.End, Is.EqualTo(StreamEnd.Closed));
    }

    [Test]
    public void Frames_cost_no_memory() =>
        MachineTraffic.AssertCostsNoMemory(_port, _machine, FrameSplitterTests.Frame(1514), FrameSplitterTests.Frame(1514));

    private void Say(byte[] octets) => Assert.That(Sockets.Send(_machine, octets).Count, Is.EqualTo(octets.Length));

    private List<byte[]> Received() => MachineTraffic.ReceivedBy(_port);
}
