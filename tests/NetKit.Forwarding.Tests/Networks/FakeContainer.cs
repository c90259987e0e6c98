using System;
using System.Collections.Immutable;
using NetKit.Forwarding.Networks;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Tests.Networks;

/// <summary>A container of a network in memory: its link and the packets that it sends.</summary>
internal sealed class FakeContainer(byte number, LinkCapabilities capabilities)
{
    public const int Ip = EthernetHeader.Length;
    public const int Transport = Ip + Ipv4Header.MinimumLength;

    public FakeLink Link { get; } = new(capabilities);

    public MacAddress Mac { get; } = new(0x0242_AC1E_0000UL | number);

    public IpAddress Address { get; } = IpAddress.FromV4(172, 30, 0, number);

    public IpAddress AddressV6 { get; } = SubnetV6.At(number);

    public static IpPrefix SubnetV6 { get; } = IpPrefix.Of(new IpAddress(0xFD00_0030_0000_0000, 0), 64);

    public EndpointOptions Options => new()
    {
        Id = $"id{number}",
        Name = $"c{number}",
        Aliases = ImmutableArray.Create("shared"),
        Address = Address,
        AddressV6 = AddressV6,
        Mac = Mac,
    };

    public void SendUdpV6(IpAddress to, ushort sourcePort, ushort port, byte[] payload, MacAddress? mac = null, IpAddress? source = null)
    {
        IpAddress from = source ?? AddressV6;
        byte[] datagram = new byte[UdpHeader.Length + payload.Length];
        new UdpHeader(sourcePort, port, payload.Length).Emit(datagram);
        payload.CopyTo(datagram, UdpHeader.Length);
        UdpHeader.WriteChecksum(datagram, InternetSum.PseudoHeader(from, to, IpProtocol.Udp, datagram.Length).Add(datagram).ToField());
        SendV6(from, to, IpProtocol.Udp, datagram, mac ?? NodeOptions.UsualMac);
    }

    public void SendV6(IpAddress from, IpAddress to, IpProtocol protocol, byte[] transport, MacAddress mac)
    {
        byte[] frame = new byte[Ip + Ipv6Header.Length + transport.Length];
        new EthernetHeader(mac, Mac, EtherType.Ipv6).Emit(frame);
        new Ipv6Header { Source = from, Destination = to, Protocol = protocol, HopLimit = 255, PayloadLength = transport.Length }.Emit(frame.AsSpan(Ip));
        transport.CopyTo(frame, Ip + Ipv6Header.Length);
        Link.Push(FrameOffload.Complete, frame);
    }

    public void SendUdp(IpAddress to, ushort sourcePort, ushort port, byte[] payload, MacAddress? mac = null)
    {
        byte[] datagram = new byte[UdpHeader.Length + payload.Length];
        new UdpHeader(sourcePort, port, payload.Length).Emit(datagram);
        payload.CopyTo(datagram, UdpHeader.Length);
        UdpHeader.WriteChecksum(datagram, InternetSum.PseudoHeader(Address, to, IpProtocol.Udp, datagram.Length).Add(datagram).ToField());
        Send(to, IpProtocol.Udp, datagram, FrameOffload.Complete, mac);
    }

    public void SendSyn(IpAddress to, ushort sourcePort, ushort port)
    {
        byte[] segment = new byte[TcpHeader.MinimumLength];
        new TcpHeader { SourcePort = sourcePort, DestinationPort = port, Sequence = new SeqNum(1), Flags = TcpFlags.Syn, Window = 1000 }.Emit(segment);
        TcpHeader.WriteChecksum(segment, InternetSum.PseudoHeader(Address, to, IpProtocol.Tcp, segment.Length).Add(segment).ToField());
        Send(to, IpProtocol.Tcp, segment, FrameOffload.Complete);
    }

    /// <summary>A super-frame to a neighbour, as a TAP gives it: its checksum holds the pseudo-header only.</summary>
    public byte[] SendSuperFrame(FakeContainer to, int length, ushort segmentSize)
    {
        byte[] segment = new byte[TcpHeader.MinimumLength + length];
        new TcpHeader { SourcePort = 1, DestinationPort = 2, Flags = TcpFlags.Ack }.Emit(segment);
        TcpHeader.WriteChecksum(segment, InternetSum.PseudoHeader(Address, to.Address, IpProtocol.Tcp, segment.Length).ToPartialField());
        FrameOffload offload = new()
        {
            NeedsChecksum = true,
            ChecksumStart = Transport,
            ChecksumOffset = TcpHeader.ChecksumOffset,
            Segmentation = SegmentationKind.TcpV4,
            SegmentSize = segmentSize,
            HeaderLength = Transport + TcpHeader.MinimumLength,
        };
        return Send(to.Address, IpProtocol.Tcp, segment, offload, to.Mac);
    }

    public void SendArpRequest(IpAddress target)
    {
        byte[] frame = new byte[Ip + ArpHeader.Length];
        new EthernetHeader(MacAddress.Broadcast, Mac, EtherType.Arp).Emit(frame);
        new ArpHeader(ArpOperation.Request, Mac, Address, default, target).Emit(frame.AsSpan(Ip));
        Link.Push(FrameOffload.Complete, frame);
    }

    /// <summary>Asks the name server and returns the answer.</summary>
    public byte[] Ask(IpAddress server, string name, DnsType type = DnsType.A)
    {
        _ = DnsNameText.TryEncode(name, out byte[] encoded);
        byte[] query = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. encoded, 0, (byte)type, 0, 1];
        SendUdp(server, 4000, 53, query);
        return Link.NextIp()[(Transport + UdpHeader.Length)..];
    }

    public byte[] Frame(IpAddress to, IpProtocol protocol, byte[] transport, MacAddress mac)
    {
        byte[] frame = new byte[Transport + transport.Length];
        new EthernetHeader(mac, Mac, EtherType.Ipv4).Emit(frame);
        new Ipv4Header { Source = Address, Destination = to, Protocol = protocol, TimeToLive = 64, PayloadLength = transport.Length }.Emit(frame.AsSpan(Ip));
        transport.CopyTo(frame, Transport);
        return frame;
    }

    private byte[] Send(IpAddress to, IpProtocol protocol, byte[] transport, FrameOffload offload, MacAddress? mac = null)
    {
        byte[] frame = Frame(to, protocol, transport, mac ?? NodeOptions.UsualMac);
        Link.Push(offload, frame);
        return frame;
    }
}
