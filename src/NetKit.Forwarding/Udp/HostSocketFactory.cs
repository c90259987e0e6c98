using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Udp;

/// <summary>Opens UDP sockets with all that the forwarder wants of them.</summary>
[SupportedOSPlatform("linux")]
internal static class HostSocketFactory
{
    /// <summary>
    /// Opens, binds and registers a socket; <paramref name="socket"/> is null unless the answer is <see cref="Errno.None"/>.
    /// </summary>
    /// <param name="engine">The engine of the loop that will own it.</param>
    /// <param name="owner">Gets what comes in.</param>
    /// <param name="local">Address and port; port 0 leaves it to the system.</param>
    /// <param name="bufferOctets">Asked for in both directions.</param>
    /// <param name="socket">The socket.</param>
    public static Errno Open(
        DatagramEngine engine, IHostSocketOwner owner, SocketEndpoint local, int bufferOctets, out HostSocket? socket)
    {
        socket = null;
        bool ipv6 = !local.Address.IsV4;
        Errno error = Sockets.Open(ipv6, SocketKind.Datagram, out Fd fd);
        if (error != Errno.None)
        {
            return error;
        }

        error = ipv6 ? Sockets.SetV6Only(fd, true) : Errno.None;
        error = error == Errno.None ? Sockets.Bind(fd, local) : error;
        if (error == Errno.None)
        {
            Equip(fd, ipv6, bufferOctets);
            socket = new HostSocket(engine, owner, fd, ipv6);
            error = engine.Loop.Register(fd, Readiness.Readable, socket);
        }

        if (error != Errno.None)
        {
            Sockets.Close(fd);
            socket = null;
        }

        return error;
    }

    /// <summary>Things without which the socket still works: an old kernel has no UDP_GRO.</summary>
    private static void Equip(Fd fd, bool ipv6, int bufferOctets)
    {
        _ = DatagramSockets.ReportErrors(fd, ipv6);
        _ = DatagramSockets.ReportTrafficClass(fd, ipv6);
        _ = DatagramSockets.JoinReceived(fd);
        DatagramSockets.SetBuffers(fd, bufferOctets);
    }
}
