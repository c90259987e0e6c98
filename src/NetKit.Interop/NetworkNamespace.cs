using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>The network namespace (network_namespaces(7)) of the calling thread.</summary>
[SupportedOSPlatform("linux")]
public static class NetworkNamespace
{
    private const int Network = 0x40000000;     // CLONE_NEWNET
    private const nuint GetOwner = 0xB701;      // NS_GET_USERNS

    /// <summary>
    /// Moves the calling thread, and no other, into a network namespace. Only for threads that end afterwards: one from the pool would carry
    /// the namespace to whatever runs on it next.
    /// </summary>
    public static Errno Enter(Fd network) => SystemErrno.Of(LinuxLibc.SetNs(network.Value, Network));

    /// <summary>Gives the calling thread a new network namespace. The same warning applies.</summary>
    public static Errno Unshare() => SystemErrno.Of(LinuxLibc.Unshare(Network));

    /// <summary>
    /// The user namespace that owns <paramref name="network"/>, as a descriptor that the caller closes. <see cref="Errno.NotPermitted"/> when it is
    /// not this process's own or one inside it (ioctl_ns(2)).
    /// </summary>
    public static Errno OpenOwner(Fd network, out Fd owner)
    {
        int raw = LinuxLibc.IoctlValue(network.Value, GetOwner, 0);
        owner = raw < 0 ? Fd.None : new Fd(raw);
        return SystemErrno.Of(raw);
    }
}
