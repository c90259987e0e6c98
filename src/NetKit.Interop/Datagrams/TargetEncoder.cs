using System;
using NetKit.Interop.Posix;
using NetKit.Netstack.Wire;

namespace NetKit.Interop.Datagrams;

/// <summary>Turns a <see cref="DatagramTarget"/> into a socket address and ancillary data.</summary>
internal static class TargetEncoder
{
    /// <summary>TTL, traffic class, segment size and an IPv6 packet info.</summary>
    public const int MaximumControl = 3 * 24 + 40;

    public static int WriteAddress(Span<byte> destination, SocketEndpoint endpoint) =>
        SocketAddress.Write(destination, endpoint, SocketConstants.Current);

    /// <summary>Writes the ancillary data and says how long it is; often nothing.</summary>
    public static int WriteControl(Span<byte> destination, in DatagramTarget target)
    {
        ControlMessageWriter writer = new(destination);
        bool v4 = target.To.Address.IsV4;
        int level = v4 ? LinuxDatagram.LevelIp : LinuxDatagram.LevelIpv6;
        if (target.TimeToLive != 0)
        {
            writer.AddInt(level, v4 ? LinuxDatagram.IpTtl : LinuxDatagram.Ipv6HopLimit, target.TimeToLive);
        }

        if (target.TrafficClass != 0)
        {
            writer.AddInt(level, v4 ? LinuxDatagram.IpTos : LinuxDatagram.Ipv6TrafficClass, target.TrafficClass);
        }

        if (target.SegmentSize != 0)
        {
            writer.AddShort(LinuxDatagram.LevelUdp, LinuxDatagram.UdpSegment, target.SegmentSize);
        }

        if (!target.From.IsUnspecified)
        {
            WritePacketInfo(ref writer, target.From);
        }

        return writer.Length;
    }

    private static void WritePacketInfo(ref ControlMessageWriter writer, IpAddress from)
    {
        if (from.IsV4)
        {
            Span<byte> info = writer.Begin(LinuxDatagram.LevelIp, LinuxDatagram.IpPacketInfo, PacketInfo.V4Length);
            from.WriteV4(info[PacketInfo.SpecificDestinationAt..]);
        }
        else
        {
            from.WriteV6(writer.Begin(LinuxDatagram.LevelIpv6, LinuxDatagram.Ipv6PacketInfo, PacketInfo.V6Length));
        }
    }
}
