using System;
using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Tests.Network;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Two nodes back to back on a cable that does nothing to frames.</summary>
public sealed class TwoNodeTests
{
    private const long MiB = 1 << 20;

    private static IEnumerable<TestCaseData> Kinds =>
    [
        new(Links.Plain) { TestName = "{m}(plain)" },
        new(Links.Summing) { TestName = "{m}(checksums)" },
        new(Links.Offloading) { TestName = "{m}(offloads)" },
        new(Links.Jumbo) { TestName = "{m}(jumbo)" },
    ];

    [TestCaseSource(nameof(Kinds))]
    public void A_mebioctet_goes_each_way_at_once(object kind)
    {
        Cable cable = new((LinkCapabilities)kind);
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = MiB;
        _ = cable.Connect();
        cable.RunToTheEnd();
        Assert.That(cable.Timeouts, Is.Zero);
        Assert.That(cable.Left.Node.Tcp.Counters.FastRetransmits + cable.Right.Node.Tcp.Counters.FastRetransmits, Is.Zero);
    }

    [Test]
    public void A_link_with_little_room_holds_back_and_loses_nothing()
    {
        Cable cable = new(frames: 4);
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = MiB;
        _ = cable.Connect();
        cable.RunToTheEnd();
        Assert.That(cable.Timeouts, Is.Zero);
    }

    [Test]
    public void Nothing_to_say_is_said_by_closing()
    {
        Cable cable = new();
        _ = cable.Connect();
        cable.RunToTheEnd();
    }

    [Test]
    public void Both_may_open_at_the_same_time()
    {
        Cable cable = new(impairment: new ImpairmentOptions { Delay = TimeSpan.FromMilliseconds(5) });
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = 10_000;
        _ = cable.Connect(port: 80);
        Assert.That(cable.Right.Node.Tcp.Connect(cable.Now, new(cable.Right.Address, 80, cable.Left.Address, 80)), Is.Not.Null);
        cable.RunToTheEnd();
        Assert.That(cable.Left.Node.Tcp.Counters.SegmentsOut, Is.LessThan(40), "Nobody answers answers.");
    }

    [Test]
    public void An_abort_is_seen_as_a_reset()
    {
        Cable cable = new();
        cable.Right.Owner.ToSend = long.MaxValue;
        TcpConnection connection = cable.Connect();
        cable.RunUntil(() => cable.Left.Owner.Received > 100_000);
        connection.Abort();
        cable.RunUntil(() => cable.Right.Owner.Closed is not null);
        Assert.That(cable.Right.Owner.Closed, Is.EqualTo(TcpCloseReason.Reset));
        Assert.That(cable.Left.Node.Tcp.Count + cable.Right.Node.Tcp.Count, Is.Zero);
    }

    [Test]
    public void Many_connections_in_a_row_leave_nothing_behind()
    {
        Cable cable = new();
        for (ushort port = 1; port <= 500; port++)
        {
            _ = cable.Connect(port);
            cable.RunUntil(() => cable.Right.Node.Tcp.Counters.Closed == port);
        }

        cable.RunUntil(() => cable.Left.Node.Tcp.Count == 0);
        Assert.That(cable.Timeouts, Is.Zero);
        Assert.That(cable.Left.Node.Tcp.Counters.Opened, Is.EqualTo(500));
    }
}
