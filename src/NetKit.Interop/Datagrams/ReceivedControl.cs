using System;
using NetKit.Netstack.Wire;

namespace NetKit.Interop.Datagrams;

/// <summary>What the ancillary data of a received datagram says.</summary>
internal struct ReceivedControl
{
    public IpAddress To { get; private set; }

    public byte TimeToLive { get; private set; }

    public byte TrafficClass { get; private set; }

    public int SegmentSize { get; private set; }

    public static ReceivedControl Read(ReadOnlySpan<byte> control)
    {
        ReceivedControl result = default;
        ControlMessageReader reader = new(control);
        while (reader.TryNext())
        {
            result.Note(reader);
        }

        return result;
    }

    private void Note(scoped in ControlMessageReader message)
    {
        switch (message.Level, message.Type)
        {
            case (LinuxDatagram.LevelUdp, LinuxDatagram.UdpGro):
                SegmentSize = Math.Max(0, message.ReadNumber());
                break;
            case (LinuxDatagram.LevelIp, LinuxDatagram.IpTos):
            case (LinuxDatagram.LevelIpv6, LinuxDatagram.Ipv6TrafficClass):
                TrafficClass = (byte)message.ReadNumber();
                break;
            case (LinuxDatagram.LevelIp, LinuxDatagram.IpTtl):
            case (LinuxDatagram.LevelIpv6, LinuxDatagram.Ipv6HopLimit):
                TimeToLive = (byte)message.ReadNumber();
                break;
            case (LinuxDatagram.LevelIp, LinuxDatagram.IpPacketInfo) when message.Data.Length >= PacketInfo.V4Length:
                To = IpAddress.ReadV4(message.Data[PacketInfo.SpecificDestinationAt..]);
                break;
            case (LinuxDatagram.LevelIpv6, LinuxDatagram.Ipv6PacketInfo) when message.Data.Length >= PacketInfo.V6Length:
                To = IpAddress.ReadV6(message.Data);
                break;
            default:
                break;
        }
    }
}
