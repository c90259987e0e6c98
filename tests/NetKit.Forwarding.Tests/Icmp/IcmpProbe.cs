using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Tests.Icmp;

/// <summary>What this process may do, so that a test can name what it leaves out.</summary>
[SupportedOSPlatform("linux")]
internal static class IcmpProbe
{
    public static bool RawIsAllowed(bool ipv6)
    {
        Errno error = IcmpSockets.OpenRaw(ipv6, out Fd fd);
        Sockets.Close(fd);
        return error == Errno.None;
    }
}
