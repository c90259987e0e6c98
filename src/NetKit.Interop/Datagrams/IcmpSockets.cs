using System;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Datagrams;

/// <summary>
/// Sockets that speak ICMP: "ping" sockets for every user whose group is in <c>ping_group_range</c>, raw ones for CAP_NET_RAW.
/// </summary>
[SupportedOSPlatform("linux")]
public static unsafe class IcmpSockets
{
    private const int Icmpv6Types = 256;

    /// <summary>
    /// Opens a ping socket: echo requests out, their replies in, each with the ICMP header; the identifier is the port it is bound to.
    /// <see cref="Errno.AccessDenied"/> where the sysctl forbids it.
    /// </summary>
    public static Errno OpenPing(bool ipv6, out Fd fd) => Open(ipv6, SocketConstants.TypeDatagram, out fd);

    /// <summary>Opens a raw ICMP socket. IPv4 messages come with their IP header, IPv6 ones without (raw(7), RFC 3542 §3).</summary>
    public static Errno OpenRaw(bool ipv6, out Fd fd) => Open(ipv6, SocketConstants.TypeRaw, out fd);

    /// <summary>Lets only these ICMP types reach a raw socket.</summary>
    public static Errno Filter(Fd fd, bool ipv6, ReadOnlySpan<byte> types)
    {
        // A set bit blocks. struct icmp_filter is 32 bits, struct icmp6_filter 256; types from 32 on always pass the former.
        uint* blocked = stackalloc uint[Icmpv6Types / 32];
        new Span<uint>(blocked, Icmpv6Types / 32).Fill(uint.MaxValue);
        foreach (byte type in types)
        {
            blocked[type / 32] &= ~(1u << (type % 32));
        }

        int result = ipv6
            ? Libc.SetSockOpt(fd.Value, LinuxDatagram.ProtocolIcmpv6, LinuxDatagram.IcmpFilter, blocked, Icmpv6Types / 8)
            : Libc.SetSockOpt(fd.Value, LinuxDatagram.LevelRaw, LinuxDatagram.IcmpFilter, blocked, sizeof(uint));
        return SystemErrno.Of(result);
    }

    private static Errno Open(bool ipv6, int type, out Fd fd) => Sockets.Open(
        ipv6 ? SocketConstants.Current.FamilyV6 : SocketConstants.FamilyV4,
        type,
        ipv6 ? LinuxDatagram.ProtocolIcmpv6 : LinuxDatagram.ProtocolIcmp,
        out fd);
}
