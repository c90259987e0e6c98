using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network.Steady;

/// <summary>A node at one end of a link, and its owner.</summary>
internal sealed class Station
{
    private readonly IpAddress _address;
    private LineDevice _device;
    private Talker _talker;

    public Station(byte number, FrameLine incoming, FrameLine outgoing, LinkCapabilities link)
    {
        _address = AddressOf(number);
        _device = new LineDevice(incoming, outgoing, link);
        NodeOptions options = new()
        {
            Mac = new MacAddress(0x5A94_EF00_0000UL + number),
            Subnet = IpPrefix.Of(AddressOf(0), 24),
            Gateway = _address,
            Seed = number,
        };
        Node = new IpNode<LineDevice>(options, link);
    }

    public IpNode<LineDevice> Node { get; }

    public TcpConnection? Connection => _talker.Connection;

    public long OctetsTaken => _talker.Octets;

    public long DatagramsTaken => _talker.Datagrams;

    public static IpAddress AddressOf(byte number) => IpAddress.FromV4(10, 0, 2, number);

    public void Connect(Instant now, byte other) => Node.Tcp.Connect(now, new FlowKey(_address, 40_000, AddressOf(other), 80));

    public void SendDatagram(byte other, ReadOnlySpan<byte> payload)
    {
        UdpDatagram datagram = new()
        {
            Source = _address,
            Destination = AddressOf(other),
            SourcePort = 40_000,
            DestinationPort = 53,
            TimeToLive = 64,
            Payload = payload,
        };
        Node.SendUdp(datagram, ref _device);
    }

    public void Poll(Instant now) => Node.Poll(now, ref _device, ref _talker);
}
