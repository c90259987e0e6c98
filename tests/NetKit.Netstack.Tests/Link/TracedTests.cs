using System.Collections.Generic;
using NetKit.Netstack.Link;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Link;

public sealed class TracedTests
{
    [Test]
    public void Every_frame_is_shown_and_the_next_call_says_that_it_was_handled()
    {
        FakeWire wire = new();
        wire.Waiting.Enqueue(([1], default));
        List<string> log = [];
        Traced<FakeDevice, RecordingSink> device = new(new FakeDevice(wire), new RecordingSink(log, isOpen: true));

        _ = device.TryReceive(out _);
        _ = device.Send(new OutgoingFrame([2], default, default, default));
        device.Flush();
        _ = device.TryReceive(out _);

        Assert.That(log, Is.EqualTo(["handled", "in 1", "handled", "out 2 Sent", "handled", "handled"]));
        Assert.That(wire.Flushes, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_that_found_no_room_is_shown_when_it_comes_again()
    {
        FakeWire wire = new() { Outcome = SendOutcome.Full };
        List<string> log = [];
        Traced<FakeDevice, RecordingSink> device = new(new FakeDevice(wire), new RecordingSink(log, isOpen: true));

        _ = device.Send(new OutgoingFrame([2], default, default, default));
        wire.Outcome = SendOutcome.Refused;
        _ = device.Send(new OutgoingFrame([2], default, default, default));

        Assert.That(log, Is.EqualTo(["handled", "handled", "out 2 Refused"]));
    }

    [Test]
    public void A_closed_sink_hears_nothing_and_frames_pass()
    {
        FakeWire wire = new();
        wire.Waiting.Enqueue(([1], default));
        List<string> log = [];
        Traced<FakeDevice, RecordingSink> device = new(new FakeDevice(wire), new RecordingSink(log, isOpen: false));

        bool received = device.TryReceive(out ReceivedFrame frame);

        Assert.That(received && frame.Octets[0] == 1, Is.True);
        Assert.That(device.Send(new OutgoingFrame([2], default, default, default)), Is.EqualTo(SendOutcome.Sent));
        device.Flush();
        Assert.That(log, Is.Empty);
        Assert.That(wire.Sent, Has.Count.EqualTo(1));
    }
}
