using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Namespaces (namespaces(7)) of the calling thread.</summary>
[SupportedOSPlatform("linux")]
public static class Namespaces
{
    private const int Network = 0x40000000;     // CLONE_NEWNET

    /// <summary>
    /// Moves the calling thread, and no other, into a network namespace. Only for threads that end afterwards: one from the pool would carry
    /// the namespace to whatever runs on it next.
    /// </summary>
    public static Errno EnterNetwork(Fd network) => SystemErrno.Of(LinuxLibc.SetNs(network.Value, Network));

    /// <summary>Gives the calling thread a new network namespace. The same warning applies.</summary>
    public static Errno UnshareNetwork() => SystemErrno.Of(LinuxLibc.Unshare(Network));
}
