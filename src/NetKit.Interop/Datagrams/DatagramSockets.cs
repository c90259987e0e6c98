using System.Runtime.Versioning;

namespace NetKit.Interop.Datagrams;

/// <summary>Options that only datagram sockets have; the sockets themselves are opened and bound with <see cref="Sockets"/>.</summary>
[SupportedOSPlatform("linux")]
public static class DatagramSockets
{
    /// <summary>Keeps ICMP errors, and local "too big" ones, for <see cref="DatagramErrors"/>, also on unconnected sockets.</summary>
    public static Errno ReportErrors(Fd fd, bool ipv6) => SetIp(fd, ipv6, LinuxDatagram.IpReceiveError, LinuxDatagram.Ipv6ReceiveError, 1);

    /// <summary>Tells each received datagram's DSCP and ECN.</summary>
    public static Errno ReportTrafficClass(Fd fd, bool ipv6) =>
        SetIp(fd, ipv6, LinuxDatagram.IpReceiveTos, LinuxDatagram.Ipv6ReceiveTrafficClass, 1);

    /// <summary>Tells each received datagram's TTL or hop limit.</summary>
    public static Errno ReportTimeToLive(Fd fd, bool ipv6) =>
        SetIp(fd, ipv6, LinuxDatagram.IpReceiveTtl, LinuxDatagram.Ipv6ReceiveHopLimit, 1);

    /// <summary>Tells which local address each received datagram was sent to.</summary>
    public static Errno ReportLocalAddress(Fd fd, bool ipv6) =>
        SetIp(fd, ipv6, LinuxDatagram.IpPacketInfo, LinuxDatagram.Ipv6ReceivePacketInfo, 1);

    /// <summary>Lets the kernel hand over runs of equal datagrams of one flow as one (Linux 5.0).</summary>
    public static Errno JoinReceived(Fd fd) => Sockets.SetOption(fd, LinuxDatagram.LevelUdp, LinuxDatagram.UdpGro, 1);

    /// <summary>
    /// True: what does not fit the path's MTU is refused and reported. False: this host fragments it, and so may routers on the way.
    /// </summary>
    public static Errno SetDontFragment(Fd fd, bool ipv6, bool on)
    {
        int mode = on ? LinuxDatagram.PathMtuDo : LinuxDatagram.PathMtuDont;
        return SetIp(fd, ipv6, LinuxDatagram.IpMtuDiscover, LinuxDatagram.Ipv6MtuDiscover, mode);
    }

    /// <summary>
    /// Sizes both buffers, above the system's limit where CAP_NET_ADMIN allows it, else as near to it as the limit lets us.
    /// </summary>
    public static void SetBuffers(Fd fd, int octets)
    {
        if (Sockets.SetOption(fd, LinuxDatagram.LevelSocket, LinuxDatagram.SendBufferForce, octets) != Errno.None)
        {
            _ = Sockets.SetSendBuffer(fd, octets);
        }

        if (Sockets.SetOption(fd, LinuxDatagram.LevelSocket, LinuxDatagram.ReceiveBufferForce, octets) != Errno.None)
        {
            _ = Sockets.SetReceiveBuffer(fd, octets);
        }
    }

    private static Errno SetIp(Fd fd, bool ipv6, int name, int nameV6, int value) => ipv6
        ? Sockets.SetOption(fd, LinuxDatagram.LevelIpv6, nameV6, value)
        : Sockets.SetOption(fd, LinuxDatagram.LevelIp, name, value);
}
