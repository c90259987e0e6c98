using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Tests.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Two nodes, the channels between them, and the time.</summary>
internal sealed class Cable
{
    private readonly Channel _there;
    private readonly Channel _back;

    /// <param name="link">What both devices can do.</param>
    /// <param name="impairment">What happens to frames in both directions.</param>
    /// <param name="frames">Frames that a device holds.</param>
    /// <param name="settings">How both nodes' connections behave.</param>
    /// <param name="budget">Octets that the queues of each node may promise to hold.</param>
    public Cable(
        LinkCapabilities? link = null, ImpairmentOptions? impairment = null, int frames = 4096, TcpSettings? settings = null, long budget = 1L << 30)
    {
        Left = new SimulatedNode(2, link ?? Links.Plain, frames, settings, budget);
        Right = new SimulatedNode(3, link ?? Links.Plain, frames, settings, budget);
        ulong seed = impairment?.Seed ?? 1;
        _there = new Channel(impairment, seed);
        _back = new Channel(impairment, ~seed);
    }

    public SimulatedNode Left { get; }

    public SimulatedNode Right { get; }

    public Instant Now { get; private set; }

    public long Lost => _there.Lost + _back.Lost;

    public long Timeouts => Left.Node.Tcp.Counters.RetransmissionTimeouts + Right.Node.Tcp.Counters.RetransmissionTimeouts;

    public TcpConnection Connect(ushort port = 40_000) =>
        Left.Node.Tcp.Connect(Now, new FlowKey(Left.Address, port, Right.Address, 80))!;

    /// <summary>Both nodes have their turn and frames go where they go. False: nothing is left to do at this time.</summary>
    public bool Turn(out Instant next)
    {
        next = Instant.Min(Left.Poll(Now), Right.Poll(Now));
        bool isMore = _there.Carry(Now, Left.Outgoing, Right.Incoming) | _back.Carry(Now, Right.Outgoing, Left.Incoming) | next <= Now;
        next = Instant.Min(next, Instant.Min(_there.NextArrival, _back.NextArrival));
        return isMore || Left.Node.IsBlocked || Right.Node.IsBlocked;
    }

    /// <summary>Time goes on without anybody being asked.</summary>
    public void Sleep(TimeSpan time)
    {
        Instant end = Now + time;
        while (true)
        {
            if (Turn(out Instant next))
            {
                continue;
            }

            if (next >= end)
            {
                Now = end;
                return;
            }

            Now = next;
        }
    }

    /// <summary>Goes on until this is so. It must become so within an hour of the time on the cable.</summary>
    public void RunUntil(Func<bool> isDone)
    {
        Instant limit = Now + TimeSpan.FromHours(1);
        int turns = 0;
        while (!isDone())
        {
            if (Turn(out Instant next))
            {
                Assert.That(++turns, Is.LessThan(1_000_000), "Time stands still.");
                continue;
            }

            if (isDone())
            {
                return;
            }

            turns = 0;
            Assert.That(next, Is.LessThan(limit), $"Nothing happens any more. {Left} {Right}");
            Now = next;
        }
    }

    /// <summary>Both sides have sent and got everything, closed, and forgotten each other.</summary>
    public void RunToTheEnd()
    {
        RunUntil(() => Left.Owner.HasEnd && Right.Owner.HasEnd && Left.Node.Tcp.Count + Right.Node.Tcp.Count == 0);
        Assert.That((Left.Owner.Received, Right.Owner.Received), Is.EqualTo((Right.Owner.ToSend, Left.Owner.ToSend)));
        Assert.That((Left.Owner.Closed, Right.Owner.Closed), Is.EqualTo((TcpCloseReason.Finished, TcpCloseReason.Finished)));
        foreach (SimulatedNode end in (SimulatedNode[])[Left, Right])
        {
            Assert.That(end.Node.Counters.Arrivals, Is.EqualTo(end.Node.Counters.Deliveries + end.Node.Counters.TotalDrops));
            Assert.That(end.Node.Counters.TotalDrops + end.Node.Counters.Refused, Is.Zero);
        }
    }
}
