using NetKit.Forwarding.Tcp;
using NetKit.Interop;

namespace NetKit.Forwarding.Endpoints;

/// <summary>Why a port could not be published, and what to do about it.</summary>
internal static class PortSentences
{
    public static string Of(PortForward forward, Errno error)
    {
        string protocol = forward.Protocol == ForwardProtocol.Tcp ? "TCP" : "UDP";
        return error switch
        {
            Errno.AddressInUse => $"{protocol} port {forward.Host} is in use on this host: choose another host port.",
            Errno.AccessDenied or Errno.NotPermitted =>
                $"{protocol} port {forward.Host} may not be bound: ports below 1024 take root or a lower net.ipv4.ip_unprivileged_port_start.",
            Errno.AddressNotAvailable => $"{forward.Host.Address} is not an address of this host: {protocol} port {forward.Host.Port} cannot be published on it.",
            Errno.TooManyFiles => $"{protocol} port {forward.Host} cannot be opened: no file descriptor is left (ulimit -n).",
            _ => $"{protocol} port {forward.Host} cannot be opened ({error}).",
        };
    }

    public static string Of(string path, SocketFileResult result) => result switch
    {
        SocketFileResult.InUse => $"Somebody listens on the socket {path}: end that program, or choose another path.",
        SocketFileResult.NotASocket => $"{path} exists and is no socket: remove it, or choose another path.",
        SocketFileResult.NoDirectory => $"The socket {path} cannot be made: its directory does not exist, so create it or choose another path.",
        SocketFileResult.Denied => $"The socket {path} cannot be made: this user may not write there, so choose another path.",
        SocketFileResult.TooLong => $"The socket {path} cannot be made: a path has at most {UnixSockets.LongestPath} octets, so choose a shorter one.",
        SocketFileResult.NoDescriptor => $"The socket {path} cannot be made: no file descriptor is left (ulimit -n).",
        _ => $"The socket {path} cannot be made on this file system: choose another path.",
    };
}
