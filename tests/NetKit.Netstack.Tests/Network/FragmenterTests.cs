using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

public sealed class FragmenterTests
{
    private static readonly Ipv4Header HeaderV4 = new()
    {
        Source = Piece.Gateway,
        Destination = Piece.Host,
        Protocol = IpProtocol.Udp,
        TimeToLive = 64,
        TrafficClass = 0x10,
        Identification = 0xBEEF,
    };

    private static readonly Ipv6Header HeaderV6 = new()
    {
        Source = Piece.GatewayV6,
        Destination = Piece.HostV6,
        Protocol = IpProtocol.Udp,
        HopLimit = 64,
        FlowLabel = 5,
    };

    [Test]
    public void Pieces_fit_the_mtu_and_all_but_the_last_are_multiples_of_eight()
    {
        Ipv4Header[] headers = [.. CutV4(new byte[3000], 0, 1500).Select(static packet => packet.Header)];
        Assert.That(headers, Is.EqualTo(new[]
        {
            HeaderV4 with { FragmentOffset = 0, MoreFragments = true, PayloadLength = 1480 },
            HeaderV4 with { FragmentOffset = 1480, MoreFragments = true, PayloadLength = 1480 },
            HeaderV4 with { FragmentOffset = 2960, MoreFragments = false, PayloadLength = 40 },
        }));
    }

    [TestCase(0, 1500)]
    [TestCase(1480, 1500)]
    [TestCase(48, 68)]
    [TestCase(65_515, 65_535)]
    public void What_fits_stays_whole(int length, int mtu)
    {
        Ipv4Header only = HeaderV4 with { DontFragment = true };
        int count = 0;
        foreach (Ipv4Fragment fragment in new Ipv4Fragmenter(only, new byte[length], default, mtu))
        {
            Assert.That(fragment.Header, Is.EqualTo(only with { PayloadLength = length }));
            count++;
        }

        Assert.That(count, Is.EqualTo(1));
        Assert.That(Ipv4Fragmenter.Fits(length, mtu));
        Assert.That(Ipv4Fragmenter.Fits(length + 1, mtu), Is.EqualTo(mtu - length > 20));
    }

    [Test]
    public void A_fragment_is_cut_further()
    {
        Ipv4Header middle = HeaderV4 with { FragmentOffset = 800, MoreFragments = true };
        List<(int Offset, bool More)> places = [];
        foreach (Ipv4Fragment fragment in new Ipv4Fragmenter(middle, new byte[160], default, 120))
        {
            places.Add((fragment.Header.FragmentOffset, fragment.Header.MoreFragments));
        }

        Assert.That(places, Is.EqualTo(new[] { (800, true), (896, true) }));
    }

    [TestCase(67)]
    [TestCase(0)]
    public void No_link_has_a_smaller_mtu(int mtu) =>
        Assert.That(
            () => new Ipv4Fragmenter(HeaderV4, default, default, mtu).MoveNext(),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void No_IPv6_link_has_a_smaller_mtu() =>
        Assert.That(
            () => new Ipv6Fragmenter(HeaderV6, default, default, 1, 1279).MoveNext(),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Whatever_the_mtu_and_the_split_the_pieces_are_joined_again([Values(68, 576, 1280, 1500, 9001)] int mtu)
    {
        byte[] payload = Octets.Random(mtu, 20_001);
        foreach (int split in (int[])[0, 1, 8, 1480, 1481, 20_000, 20_001])
        {
            Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4 with { Fragments = 1000 });
            byte[]? joined = null;
            foreach ((byte[] packet, Ipv4Header header) in CutV4(payload, split, mtu))
            {
                Assert.That(packet, Has.Length.LessThanOrEqualTo(mtu));
                _ = Ipv4View.TryCreate(packet, out Ipv4View view);
                Assert.That(Ipv4Header.TryParse(view, out Ipv4Header parsed), Is.EqualTo(WireError.None));
                Assert.That(parsed, Is.EqualTo(header));
                if (reassembler.Add(default, view, parsed, out ReassembledDatagram whole) is ReassemblyVerdict.Complete)
                {
                    joined = whole.Payload.ToArray();
                }
            }

            Assert.That(joined, Is.EqualTo(payload));
        }
    }

    [Test]
    public void Whatever_the_mtu_and_the_split_the_pieces_of_an_IPv6_packet_are_joined_again([Values(1280, 1500, 9001)] int mtu)
    {
        byte[] payload = Octets.Random(mtu, 20_001);
        foreach (int split in (int[])[0, 1, 8, 1232, 1233, 20_000, 20_001])
        {
            Ipv6Reassembler reassembler = new(ReassemblyLimits.Ipv6);
            byte[]? joined = null;
            foreach (byte[] packet in CutV6(payload, split, mtu))
            {
                Assert.That(packet, Has.Length.LessThanOrEqualTo(mtu));
                _ = Ipv6View.TryCreate(packet, out Ipv6View view);
                Assert.That(Ipv6Header.TryParse(view, out Ipv6Header parsed), Is.EqualTo(WireError.None));
                Assert.That(view.Fragment.Identification, Is.EqualTo(0xCAFE_F00D));
                if (reassembler.Add(default, view, parsed, out ReassembledPacket whole) is ReassemblyVerdict.Complete)
                {
                    Assert.That(whole.Header, Is.EqualTo(HeaderV6 with { PayloadLength = payload.Length }));
                    joined = whole.Payload.ToArray();
                }
            }

            Assert.That(joined, Is.EqualTo(payload));
        }
    }

    [Test]
    public void An_IPv6_packet_that_fits_has_no_fragment_header()
    {
        byte[] payload = Octets.Random(seed: 8021, 1240);
        byte[][] packets = [.. CutV6(payload, 100, 1280)];
        Assert.That(packets, Has.Length.EqualTo(1));
        Assert.That(packets[0], Has.Length.EqualTo(1280));
        _ = Ipv6View.TryCreate(packets[0], out Ipv6View view);
        Assert.That(view.IsFragment, Is.False);
        Assert.That(view.HeaderLength, Is.EqualTo(40));
        Assert.That(view.Payload.ToArray(), Is.EqualTo(payload));
    }

    [Test]
    public void PacketDotNet_reads_the_pieces()
    {
        byte[] payload = Octets.Random(seed: 9, 2000);
        IPv4Packet[] packets =
            [.. CutV4(payload, 0, 1500).Select(static cut => Packet.ParsePacket(LinkLayers.Raw, cut.Packet).Extract<IPv4Packet>())];
        Assert.That(packets.Select(static packet => packet.ValidIPChecksum), Is.All.True);
        Assert.That(packets.Select(static packet => packet.FragmentOffset), Is.EqualTo(new[] { 0, 185 }));
        Assert.That(packets.Select(static packet => packet.FragmentFlags), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(packets.Select(static packet => packet.TotalLength), Is.EqualTo(new[] { 1500, 540 }));
    }

    [Test]
    public void Cutting_allocates_nothing()
    {
        byte[] payload = new byte[20_000];
        _ = Sum(payload);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int sum = 0;
        for (int i = 0; i < 1_000; i++)
        {
            sum += Sum(payload);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(sum, Is.EqualTo(1_000 * 2 * payload.Length));
    }

    private static int Sum(byte[] payload)
    {
        int sum = 0;
        foreach (Ipv4Fragment fragment in new Ipv4Fragmenter(HeaderV4, payload.AsSpan(0, 9_999), payload.AsSpan(9_999), 1500))
        {
            sum += fragment.Payload.Length + fragment.PayloadRest.Length;
        }

        foreach (Ipv6Fragment fragment in new Ipv6Fragmenter(HeaderV6, payload, default, 1, 1500))
        {
            sum += fragment.Payload.Length + fragment.PayloadRest.Length;
        }

        return sum;
    }

    private static List<(byte[] Packet, Ipv4Header Header)> CutV4(byte[] payload, int split, int mtu)
    {
        List<(byte[], Ipv4Header)> packets = [];
        foreach (Ipv4Fragment fragment in new Ipv4Fragmenter(HeaderV4, payload.AsSpan(0, split), payload.AsSpan(split), mtu))
        {
            byte[] header = new byte[Ipv4Header.MinimumLength];
            fragment.Header.Emit(header);
            packets.Add(([.. header, .. fragment.Payload, .. fragment.PayloadRest], fragment.Header));
        }

        return packets;
    }

    private static List<byte[]> CutV6(byte[] payload, int split, int mtu)
    {
        List<byte[]> packets = [];
        Ipv6Fragmenter fragmenter = new(HeaderV6, payload.AsSpan(0, split), payload.AsSpan(split), 0xCAFE_F00D, mtu);
        foreach (Ipv6Fragment fragment in fragmenter)
        {
            byte[] headers = new byte[Ipv6Fragment.LongestHeaders];
            int length = fragment.Emit(headers);
            packets.Add([.. headers[..length], .. fragment.Payload, .. fragment.PayloadRest]);
        }

        return packets;
    }
}
