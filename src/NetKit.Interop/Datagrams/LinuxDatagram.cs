namespace NetKit.Interop.Datagrams;

/// <summary>Linux's datagram calls, and the numbers that go with them (linux/in.h, linux/in6.h, linux/udp.h, linux/errqueue.h).</summary>
internal static unsafe partial class LinuxDatagram
{
    public const int MessageDontWait = 0x40;
    public const int MessageErrorQueue = 0x2000;
    public const int MessageNoSignal = 0x4000;
    public const int MessageTruncated = 0x20;

    public const int LevelSocket = 1;
    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;

    public const int LevelIp = 0;
    public const int IpTos = 1;
    public const int IpTtl = 2;
    public const int IpPacketInfo = 8;
    public const int IpMtuDiscover = 10;
    public const int IpReceiveError = 11;
    public const int IpReceiveTtl = 12;
    public const int IpReceiveTos = 13;

    public const int LevelIpv6 = 41;
    public const int Ipv6MtuDiscover = 23;
    public const int Ipv6ReceiveError = 25;
    public const int Ipv6ReceivePacketInfo = 49;
    public const int Ipv6PacketInfo = 50;
    public const int Ipv6ReceiveHopLimit = 51;
    public const int Ipv6HopLimit = 52;
    public const int Ipv6ReceiveTrafficClass = 66;
    public const int Ipv6TrafficClass = 67;

    /// <summary>Both families: never DF, the sender fragments.</summary>
    public const int PathMtuDont = 0;

    /// <summary>Both families: DF, and EMSGSIZE for what does not fit.</summary>
    public const int PathMtuDo = 2;

    public const int LevelUdp = 17;
    public const int UdpSegment = 103;
    public const int UdpGro = 104;

    public const int ProtocolIcmp = 1;
    public const int ProtocolIcmpv6 = 58;
    public const int LevelRaw = 255;
    public const int IcmpFilter = 1;

    private const string Library = "libc";
}
