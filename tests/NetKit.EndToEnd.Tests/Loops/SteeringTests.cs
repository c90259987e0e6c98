using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Hostile;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Loops;

/// <summary>Which queue of a real TAP the kernel puts frames into.</summary>
[Requires("ip", "tcpreplay")]
public sealed class SteeringTests
{
    private const int Queues = 4;
    private const ushort Port = 40_123;
    private const ushort OtherPort = 443;
    private const byte TimeToLive = 64;
    private const int First = 0;

    private static readonly MacAddress Own = new(0x0200_0000_0001);
    private static readonly MacAddress Router = new(0x5A94_EF00_0001);

    private NetworkNamespace _box = null!;
    private TapPort _tap = null!;
    private Scratch _scratch = null!;

    private static int Theirs => FlowSteering.QueueOf(Port, OtherPort, Queues);

    [OneTimeSetUp]
    public void MakeInterface()
    {
        _scratch = new Scratch();
        _box = new NetworkNamespace();
        TapConfiguration configuration = new() { Queues = Queues, Mtu = 1500, Configure = false, Ipv6 = false };
        TapFailure? failure = TapInNamespace.TryOpen(NamespaceTarget.OfPath(_box.Path), configuration, [], out TapPort? tap);
        Assert.That(failure, Is.Null);
        _tap = tap!;
        _ = _box.Ip("link set tap0 up");
    }

    [OneTimeTearDown]
    public void RemoveInterface()
    {
        _tap?.Dispose();
        _box?.Dispose();
        _scratch?.Dispose();
    }

    [Test]
    public void Connections_are_spread_and_each_stays_in_its_queue_whichever_side_speaks()
    {
        List<(byte[] Frame, int Queue)> sent = [];
        for (int i = 0; i < 400; i++)
        {
            ushort port = (ushort)(32_768 + (i * 17));
            bool isV4 = i % 2 == 0;
            int queue = FlowSteering.QueueOf(port, OtherPort, Queues);
            sent.Add((Packet(isV4, IpProtocol.Tcp, Ports(port, OtherPort)), queue));
            sent.Add((Packet(isV4, IpProtocol.Tcp, Ports(OtherPort, port)), queue));
        }

        AssertQueues(sent);
        int[] counts = [.. sent.CountBy(static one => one.Queue).Select(static pair => pair.Value)];
        Assert.That(counts, Has.Length.EqualTo(Queues).And.All.GreaterThan(sent.Count / Queues / 2));
    }

    [Test]
    public void Options_of_the_packet_do_not_hide_the_ports()
    {
        byte[] options = [1, 1, 1, 0];
        byte[] frame = Packet(true, IpProtocol.Tcp, [.. options, .. Ports(Port, OtherPort)]);
        frame[EthernetHeader.Length] = 0x46;
        AssertQueues([(frame, Theirs)]);
    }

    [Test]
    public void Errors_about_a_connection_come_to_its_queue()
    {
        byte[] quote = Packet(true, IpProtocol.Tcp, Ports(Port, OtherPort))[EthernetHeader.Length..];
        byte[] quoteV6 = Packet(false, IpProtocol.Tcp, Ports(Port, OtherPort))[EthernetHeader.Length..];
        byte[] other = Packet(true, IpProtocol.Udp, Ports(Port, OtherPort))[EthernetHeader.Length..];
        byte[] otherV6 = Packet(false, IpProtocol.Udp, Ports(Port, OtherPort))[EthernetHeader.Length..];
        AssertQueues(
        [
            (Packet(true, IpProtocol.Icmp, [(byte)Icmpv4Type.DestinationUnreachable, 4, 0, 0, 0, 0, 5, 0, .. quote]), Theirs),
            (Packet(true, IpProtocol.Icmp, [(byte)Icmpv4Type.TimeExceeded, 0, 0, 0, 0, 0, 0, 0, .. quote]), Theirs),
            (Packet(true, IpProtocol.Icmp, [(byte)Icmpv4Type.DestinationUnreachable, 3, 0, 0, 0, 0, 0, 0, .. other]), First),
            (Packet(true, IpProtocol.Icmp, [(byte)Icmpv4Type.EchoRequest, 0, 0, 0, 0, 0, 0, 0, .. quote]), First),
            (Packet(false, IpProtocol.Icmpv6, [(byte)Icmpv6Type.PacketTooBig, 0, 0, 0, 0, 0, 5, 0, .. quoteV6]), Theirs),
            (Packet(false, IpProtocol.Icmpv6, [(byte)Icmpv6Type.DestinationUnreachable, 1, 0, 0, 0, 0, 0, 0, .. otherV6]), First),
            (Packet(false, IpProtocol.Icmpv6, [(byte)Icmpv6Type.NeighborSolicitation, 0, 0, 0, 0, 0, 0, 0, .. quoteV6]), First),
        ]);
    }

    [Test]
    public void Everything_else_comes_to_the_first()
    {
        byte[] toAll = Packet(true, IpProtocol.Tcp, Ports(Port, OtherPort));
        toAll.AsSpan(0, MacAddress.Length).Fill(0xFF);
        byte[] fragment = Packet(true, IpProtocol.Tcp, Ports(Port, OtherPort));
        fragment[EthernetHeader.Length + 6] = 0x20;
        byte[] later = Packet(true, IpProtocol.Tcp, Ports(Port, OtherPort));
        later[EthernetHeader.Length + 7] = 0x10;
        byte[] arp = new byte[60];
        new EthernetHeader(Router, Own, EtherType.Arp).Emit(arp);
        AssertQueues(
        [
            (Packet(true, IpProtocol.Udp, Ports(Port, OtherPort)), First),
            (Packet(false, IpProtocol.Udp, Ports(Port, OtherPort)), First),
            (toAll, First),
            (fragment, First),
            (later, First),
            (arp, First),
            (Packet(true, IpProtocol.Tcp, [1, 2]), First),
            (Packet(true, IpProtocol.Icmp, [(byte)Icmpv4Type.DestinationUnreachable, 4, 0, 0, 0, 0, 0, 0, 0x45]), First),
        ]);
    }

    private static byte[] Ports(ushort source, ushort destination)
    {
        byte[] segment = new byte[20];
        segment[0] = (byte)(source >> 8);
        segment[1] = (byte)source;
        segment[2] = (byte)(destination >> 8);
        segment[3] = (byte)destination;
        return segment;
    }

    private static byte[] Packet(bool isV4, IpProtocol protocol, byte[] payload)
    {
        int headers = EthernetHeader.Length + (isV4 ? Ipv4Header.MinimumLength : Ipv6Header.Length);
        byte[] frame = new byte[headers + payload.Length];
        new EthernetHeader(Router, Own, isV4 ? EtherType.Ipv4 : EtherType.Ipv6).Emit(frame);
        Span<byte> packet = frame.AsSpan(EthernetHeader.Length);
        if (isV4)
        {
            new Ipv4Header
            {
                Source = IpAddress.FromV4(192, 0, 2, 1),
                Destination = IpAddress.FromV4(192, 0, 2, 2),
                Protocol = protocol,
                TimeToLive = TimeToLive,
                PayloadLength = payload.Length,
            }.Emit(packet);
        }
        else
        {
            new Ipv6Header
            {
                Source = new IpAddress(0x2001_0DB8_0000_0000, 1),
                Destination = new IpAddress(0x2001_0DB8_0000_0000, 2),
                Protocol = protocol,
                HopLimit = TimeToLive,
                PayloadLength = payload.Length,
            }.Emit(packet);
        }

        payload.CopyTo(frame, headers);
        return frame;
    }

    private void AssertQueues(List<(byte[] Frame, int Queue)> sent)
    {
        string file = _scratch.PathOf("frames.pcap");
        PcapFile.Write(file, sent.Select(static one => one.Frame));
        _ = _box.Run("tcpreplay", "--quiet", "--topspeed", "-i", "tap0", file).Succeeded();
        TapPort[] queues = [_tap, .. _tap.Queues];
        List<(string Frame, int Queue)> arrived = [];
        HashSet<string> ours = [.. sent.Select(static one => Convert.ToHexString(one.Frame))];
        Eventually.True(
            () =>
            {
                foreach ((int i, TapPort queue) in queues.Index())
                {
                    queue.OnReadable();
                    while (queue.TryReceive(out ReceivedFrame frame))
                    {
                        arrived.Add((Convert.ToHexString(frame.Octets), i));
                    }
                }

                return arrived.Count(one => ours.Contains(one.Frame)) >= sent.Count;
            },
            Command.UsualLimit,
            () => $"{arrived.Count} of {sent.Count} frames have arrived");
        Assert.That(
            arrived.Where(one => ours.Contains(one.Frame)),
            Is.EquivalentTo(sent.Select(static one => (Convert.ToHexString(one.Frame), one.Queue))));
    }
}
