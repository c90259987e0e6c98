using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Icmp;

/// <summary>Whether containers' pings can work here, for <c>netkit doctor</c>.</summary>
[SupportedOSPlatform("linux")]
public static class EchoSupport
{
    /// <summary>Finds out by what right this process can ping, without sending anything.</summary>
    public static EchoSocketKind Probe(bool ipv6)
    {
        EchoSocketKind kind = EchoSocketKind.Ping;
        if (IcmpSockets.OpenPing(ipv6, out Fd fd) != Errno.None)
        {
            kind = IcmpSockets.OpenRaw(ipv6, out fd) == Errno.None ? EchoSocketKind.Raw : EchoSocketKind.None;
        }

        Sockets.Close(fd);
        return kind;
    }
}
