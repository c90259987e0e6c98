using System;
using System.Runtime.Versioning;
using System.Threading;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>Does something in another network namespace, on a thread that goes there and ends there.</summary>
[SupportedOSPlatform("linux")]
public static class NamespaceThread
{
    /// <summary>Waits for the work. The error is that of opening or entering the namespace: then the work was not done.</summary>
    /// <param name="target">Where; null for the caller's own namespace and thread.</param>
    /// <param name="work">What.</param>
    public static Errno Run(NamespaceTarget? target, Action work)
    {
        if (target is null)
        {
            work();
            return Errno.None;
        }

        Errno error = Files.OpenForReading(target.Path, out Fd network);
        if (error != Errno.None)
        {
            return error;
        }

        Thread thread = new(() =>
        {
            error = NetworkNamespace.Enter(network);
            if (error == Errno.None)
            {
                work();
            }
        })
        { Name = "netkit-tap" };
        thread.Start();
        thread.Join();
        Files.Close(network);
        return error;
    }
}
