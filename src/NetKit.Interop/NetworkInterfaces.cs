using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Interfaces of the calling thread's network.</summary>
public static class NetworkInterfaces
{
    /// <summary>The index of an interface, or 0 when there is none of that name.</summary>
    public static uint IndexOf(string name) => Libc.IfNameToIndex(name);
}
