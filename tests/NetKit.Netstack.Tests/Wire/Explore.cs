using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

/// <summary>Parsers that also read every member of what they accepted, and emit it again.</summary>
internal static class Explore
{
    public static WireError Ethernet(ReadOnlySpan<byte> octets)
    {
        WireError error = EthernetView.TryCreate(octets, out EthernetView view);
        if (error is WireError.None)
        {
            byte[] emitted = new byte[EthernetHeader.Length];
            new EthernetHeader(view.Destination, view.Source, view.Type).Emit(emitted);
            AreSame(emitted, octets[..EthernetHeader.Length]);
            Assert.That(view.Payload.Length, Is.EqualTo(octets.Length - EthernetHeader.Length));
        }

        return error;
    }

    public static WireError Arp(ReadOnlySpan<byte> octets)
    {
        if (ArpView.TryCreate(octets, out ArpView view) is not WireError.None and WireError error)
        {
            return error;
        }

        error = ArpHeader.TryParse(view, out ArpHeader header);
        if (error is WireError.None)
        {
            byte[] emitted = new byte[ArpHeader.Length];
            header.Emit(emitted);
            AreSame(emitted, octets[..ArpHeader.Length]);
        }

        return error;
    }

    public static WireError Ipv4(ReadOnlySpan<byte> octets)
    {
        // Hardly any random header has a valid checksum, so it is made right first: the rest is what is tested here.
        byte[] repaired = octets.ToArray();
        int headerLength = octets.IsEmpty ? 0 : (octets[0] & 0xF) * 4;
        if (headerLength >= Ipv4Header.MinimumLength && headerLength <= octets.Length)
        {
            repaired[10] = repaired[11] = 0;
            ushort field = InternetSum.Of(repaired.AsSpan(0, headerLength)).ToField();
            (repaired[10], repaired[11]) = ((byte)(field >> 8), (byte)field);
        }

        if (Ipv4View.TryCreate(repaired, out Ipv4View view) is not WireError.None and WireError error)
        {
            return error;
        }

        Assert.That(view.ChecksumIsValid);
        Assert.That(view.HeaderLength + view.Payload.Length, Is.EqualTo(view.TotalLength));
        Assert.That(Ipv4Header.MinimumLength + view.Options.Length, Is.EqualTo(view.HeaderLength));
        Assert.That(view.IsFragment, Is.EqualTo(view.MoreFragments || view.FragmentOffset != 0));
        error = Ipv4Header.TryParse(view, out Ipv4Header header);
        if (error is WireError.None)
        {
            byte[] emitted = new byte[Ipv4Header.MinimumLength + header.PayloadLength];
            header.Emit(emitted);
            Assert.That(Ipv4View.TryCreate(emitted, out Ipv4View again), Is.EqualTo(WireError.None));
            Assert.That(Ipv4Header.TryParse(again, out Ipv4Header parsedAgain), Is.EqualTo(WireError.None));
            Assert.That(parsedAgain, Is.EqualTo(header));
        }

        return error;
    }

    public static WireError Udp(ReadOnlySpan<byte> octets)
    {
        WireError error = UdpView.TryCreate(octets, out UdpView view);
        if (error is WireError.None)
        {
            _ = view.ChecksumIsValid(default);
            byte[] emitted = new byte[UdpHeader.Length];
            new UdpHeader(view.SourcePort, view.DestinationPort, view.Payload.Length).Emit(emitted);
            AreSame(emitted.AsSpan(0, UdpHeader.ChecksumOffset), octets[..UdpHeader.ChecksumOffset]);
        }

        return error;
    }

    public static WireError Tcp(ReadOnlySpan<byte> octets)
    {
        if (TcpView.TryCreate(octets, out TcpView view) is not WireError.None and WireError error)
        {
            return error;
        }

        _ = view.ChecksumIsValid(default);
        Assert.That(view.HeaderLength + view.Payload.Length, Is.EqualTo(octets.Length));
        error = TcpHeader.TryParse(view, out TcpHeader header);
        if (error is WireError.None)
        {
            byte[] emitted = new byte[header.Length];
            header.Emit(emitted);
            Assert.That(TcpView.TryCreate(emitted, out TcpView again), Is.EqualTo(WireError.None));
            Assert.That(TcpHeader.TryParse(again, out TcpHeader parsedAgain), Is.EqualTo(WireError.None));
            Assert.That(parsedAgain.Options.SackCount, Is.LessThanOrEqualTo(header.Options.SackCount));
            Assert.That(WithoutBlocks(parsedAgain), Is.EqualTo(WithoutBlocks(header)));
        }

        return error;
    }

    public static WireError Icmpv4(ReadOnlySpan<byte> octets)
    {
        WireError error = Icmpv4View.TryCreate(octets, out Icmpv4View view);
        if (error is WireError.None)
        {
            byte[] emitted = [.. new byte[Icmpv4Header.Length], .. view.Payload];
            new Icmpv4Header(view.Type, view.Code, view.RestOfHeader).Emit(emitted, view.Payload);
            _ = Icmpv4View.TryCreate(emitted, out Icmpv4View again);
            Assert.That(again.ChecksumIsValid);
            Assert.That(again.Identifier, Is.EqualTo(view.Identifier));
            Assert.That(again.Sequence, Is.EqualTo(view.Sequence));
            Assert.That(view.ChecksumIsValid, Is.EqualTo(view.Checksum == again.Checksum));
        }

        return error;
    }

    public static WireError Ipv6(ReadOnlySpan<byte> octets)
    {
        if (Ipv6View.TryCreate(octets, out Ipv6View view) is not WireError.None and WireError error)
        {
            return error;
        }

        Assert.That(view.HeaderLength + view.Payload.Length, Is.EqualTo(view.TotalLength));
        error = Ipv6Header.TryParse(view, out Ipv6Header header);
        if (error is WireError.None)
        {
            // Extension headers are read and never written: a second reading finds the payload directly behind.
            byte[] emitted = [.. new byte[Ipv6Header.Length], .. view.Payload];
            Ipv6Header plain = header with { Protocol = IpProtocol.NoNextHeader };
            plain.Emit(emitted);
            Assert.That(Ipv6View.TryCreate(emitted, out Ipv6View again), Is.EqualTo(WireError.None));
            Assert.That(Ipv6Header.TryParse(again, out Ipv6Header parsedAgain), Is.EqualTo(WireError.None));
            Assert.That(parsedAgain, Is.EqualTo(plain));
        }

        return error;
    }

    public static WireError Icmpv6(ReadOnlySpan<byte> octets)
    {
        WireError error = Icmpv6View.TryCreate(octets, out Icmpv6View view);
        if (error is not WireError.None)
        {
            return error;
        }

        byte[] emitted = [.. new byte[Icmpv6Header.Length], .. view.Payload];
        new Icmpv6Header(view.Type, view.Code, view.RestOfHeader).Emit(emitted, default, view.Payload);
        _ = Icmpv6View.TryCreate(emitted, out Icmpv6View again);
        Assert.That(again.ChecksumIsValid(default));
        return view.Type switch
        {
            Icmpv6Type.NeighborSolicitation => NeighborSolicitation.TryParse(view, out _),
            Icmpv6Type.NeighborAdvertisement => NeighborAdvertisement.TryParse(view, out _),
            Icmpv6Type.RouterSolicitation => RouterSolicitation.TryParse(view, out _),
            _ => RouterAdvertisement.TryParse(view, out _),
        };
    }

    // How many blocks have room depends on the padding of the other options, which emission chooses anew.
    private static TcpHeader WithoutBlocks(TcpHeader header) => header with { Options = header.Options with { SackBlocks = default } };

    private static void AreSame(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected)
    {
        if (!actual.SequenceEqual(expected))
        {
            Assert.Fail($"{Convert.ToHexString(actual)} is not {Convert.ToHexString(expected)}.");
        }
    }
}
