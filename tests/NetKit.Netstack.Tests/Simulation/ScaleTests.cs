using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Many connections, in virtual time: what they hold, and that each gets on.</summary>
public sealed class ScaleTests
{
    private const int MiB = 1 << 20;

    [Test]
    public void A_thousand_connections_get_on_while_ten_thousand_sleep()
    {
        const int Idle = 10_000;
        const int Active = 1_000;
        const int Share = 20_000;
        Cable cable = new(frames: 256);
        cable.Left.Owner.IsChecked = cable.Right.Owner.IsChecked = false;
        cable.Left.Owner.Keeps = true;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TcpConnection[] connections = Connect(cable, Idle + Active);
        cable.RunUntil(() => cable.Right.Node.Tcp.Counters.Opened == Idle + Active);
        long idle = GC.GetTotalMemory(forceFullCollection: true) - before;
        byte[] payload = new byte[Share];
        Span<TcpConnection> active = connections.AsSpan(Idle);
        foreach (TcpConnection connection in active)
        {
            Assert.That(connection.Write(payload), Is.EqualTo(Share));
        }

        cable.RunUntil(() => cable.Right.Owner.Received == (long)Active * Share);
        cable.RunUntil(() => connections.All(static connection => connection.UnsentLength == 0));
        Assert.That(active.ToArray().Select(static connection => connection.OctetsOut), Is.All.EqualTo(Share));
        Assert.That(cable.Timeouts, Is.Zero);
        Assert.That((cable.Left.Node.Tcp.Rented, cable.Right.Node.Tcp.Rented), Is.EqualTo((0L, 0L)), "Nobody has anything to hold.");

        // A process that serves as many is to stay under 64 MiB; there are two ends of each here.
        TestContext.Out.WriteLine($"{idle / (2.0 * (Idle + Active)):0} octets for each end of an idle connection");
        Assert.That(idle / (2 * (Idle + Active)), Is.LessThan(2_500));
    }

    [Test]
    public void A_thousand_connections_on_a_small_budget_all_get_everything_through()
    {
        const int Count = 1_000;
        const int Share = 300_000;
        Cable cable = new(frames: 8192, impairment: new ImpairmentOptions { Delay = TimeSpan.FromMilliseconds(5) }, budget: 80 * MiB);
        cable.Left.Owner.IsChecked = cable.Right.Owner.IsChecked = false;
        cable.Left.Owner.Keeps = true;
        TcpConnection[] connections = Connect(cable, Count);
        cable.RunUntil(() => cable.Right.Node.Tcp.Counters.Opened == Count);
        byte[] payload = new byte[Share];
        int[] written = new int[Count];
        cable.RunUntil(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                written[i] += connections[i].Write(payload.AsSpan(written[i]));
            }

            Assert.That(cable.Left.Node.Tcp.Reserved, Is.LessThanOrEqualTo(80 * MiB));
            Assert.That(cable.Right.Node.Tcp.Reserved, Is.LessThanOrEqualTo(80 * MiB));
            return cable.Right.Owner.Received == (long)Count * Share;
        });
        Assert.That(cable.Right.Node.Tcp.Counters.NoRoom, Is.Zero, "What was promised was kept.");
        Assert.That(cable.Right.Node.Tcp.Counters.OutOfWindow, Is.Zero);
    }

    [Test]
    public void Windows_grow_to_what_a_long_path_needs_and_shrink_when_memory_is_short()
    {
        Cable cable = new(impairment: new ImpairmentOptions { Delay = TimeSpan.FromMilliseconds(100), MaximumOctets = 256 * MiB }, budget: 64 * MiB);
        cable.Left.Owner.IsChecked = cable.Right.Owner.IsChecked = false;
        cable.Left.Owner.ToSend = 256L * MiB;
        _ = cable.Connect();
        cable.RunUntil(() => cable.Right.Owner.Received > 128L * MiB);
        long alone = cable.Right.Node.Tcp.Reserved;
        Assert.That(alone, Is.GreaterThanOrEqualTo(16 * MiB));

        // Others come and want what they want: the first one lets go of what it has more than it had in the beginning.
        _ = Connect(cable, 750, firstPort: 1000);
        cable.RunUntil(() => cable.Right.Owner.Received == 256L * MiB);
        Assert.That(cable.Right.Node.Tcp.Counters.Opened, Is.GreaterThan(600));
        Assert.That(cable.Right.Node.Tcp.Reserved, Is.LessThanOrEqualTo(64 * MiB));
        Assert.That(cable.Right.Node.Tcp.Counters.NoRoom, Is.Zero);
        Assert.That(cable.Timeouts, Is.Zero);
    }

    [Test]
    public void A_million_syns_do_not_hurt_those_who_are_connected()
    {
        const int Syns = 1_000_000;
        Cable cable = new(frames: 256);
        cable.Left.Owner.IsChecked = cable.Right.Owner.IsChecked = false;
        cable.Left.Owner.Keeps = true;
        cable.Right.Owner.Accepts = static connection => connection.Key.LocalPort == 80;
        TcpConnection connected = cable.Connect();
        cable.RunUntil(() => cable.Right.Node.Tcp.Counters.Opened == 1);
        byte[] question = new byte[1000];
        byte[] syn = SynTo(cable.Right.Address);
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Syns;)
        {
            for (int j = 0; j < 50; j++, i++)
            {
                WriteSource(syn, i);
                cable.Right.Incoming.Add(syn, FrameOffload.Complete);
            }

            Assert.That(connected.Write(question), Is.EqualTo(question.Length));
            _ = cable.Turn(out _);
        }

        cable.RunUntil(() => cable.Right.Owner.Received == Syns / 50 * 1000L);
        Assert.That(cable.Right.Node.Tcp.Counters.SynsDropped, Is.GreaterThan(Syns - 5_000));
        Assert.That(cable.Right.Node.Tcp.Count, Is.LessThanOrEqualTo(1 + cable.Right.Node.Tcp.Settings.MaximumHalfOpen));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - memory, Is.LessThan(16 * MiB));
        Assert.That(cable.Timeouts, Is.Zero);
    }

    // Null where there was no memory left for another.
    private static TcpConnection[] Connect(Cable cable, int count, ushort firstPort = 1000)
    {
        List<TcpConnection> connections = [];
        for (int i = 0; i < count; i++)
        {
            FlowKey key = new(cable.Left.Address, (ushort)(firstPort + i), cable.Right.Address, 80);
            connections.Add(cable.Left.Node.Tcp.Connect(cable.Now, key)!);
            _ = i % 64 == 0 && cable.Turn(out _);
        }

        return [.. connections];
    }

    // A SYN of somebody on the link, with a checksum that only WriteSource makes right.
    private static byte[] SynTo(IpAddress to)
    {
        byte[] frame = new byte[EthernetHeader.Length + Ipv4Header.MinimumLength + TcpHeader.MinimumLength];
        new EthernetHeader(new MacAddress(0x5A94_EF00_0003), new MacAddress(0x5A94_EF00_0002), EtherType.Ipv4).Emit(frame);
        new Ipv4Header
        {
            Source = IpAddress.FromV4(10, 0, 2, 99),
            Destination = to,
            Protocol = IpProtocol.Tcp,
            TimeToLive = 64,
            PayloadLength = TcpHeader.MinimumLength,
        }.Emit(frame.AsSpan(EthernetHeader.Length));
        return frame;
    }

    private static void WriteSource(byte[] frame, int number)
    {
        IpAddress source = IpAddress.FromV4(10, 0, 2, 99);
        IpAddress destination = IpAddress.FromV4(10, 0, 2, 3);
        Span<byte> tcp = frame.AsSpan(EthernetHeader.Length + Ipv4Header.MinimumLength);
        new TcpHeader
        {
            SourcePort = (ushort)(number % 60_000 + 1),
            DestinationPort = (ushort)(81 + number / 60_000),
            Sequence = new SeqNum((uint)number * 977),
            Flags = TcpFlags.Syn,
            Window = 1024,
        }.Emit(tcp);
        TcpHeader.WriteChecksum(tcp, InternetSum.PseudoHeader(source, destination, IpProtocol.Tcp, tcp.Length).Add(tcp).ToField());
    }
}
