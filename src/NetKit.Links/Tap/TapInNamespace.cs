using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading;
using NetKit.Interop;
using NetKit.Links.Namespaces;

namespace NetKit.Links.Tap;

/// <summary>
/// Opens a TAP that lives in another network namespace while its descriptor is used in this one.
/// </summary>
/// <remarks>
/// Which namespace the interface belongs to is decided when <c>/dev/net/tun</c> is opened, by the namespace of the opening thread. Where the kernel lets
/// a thread of this process in (root), a thread is sent there and ends there. A network namespace that another user namespace owns can only be entered
/// by joining that one first, which a process of many threads cannot do (setns(2)): then nsenter starts this program again on the inside, and the
/// descriptor comes back over a socket. The mount namespace stays ours, so that the device need not exist over there.
/// </remarks>
[SupportedOSPlatform("linux")]
public static class TapInNamespace
{
    /// <summary>Answers null and a port that the caller disposes of, or what went wrong.</summary>
    /// <param name="target">Whose network gets the interface.</param>
    /// <param name="configuration">What the interface looks like.</param>
    /// <param name="self">The command line that starts this program again, without arguments.</param>
    /// <param name="port">The open TAP.</param>
    public static TapFailure? TryOpen(NamespaceTarget target, TapConfiguration configuration, IReadOnlyList<string> self, out TapPort? port)
    {
        port = null;
        Errno opened = Files.OpenForReading(target.Path, out Fd network);
        if (opened != Errno.None)
        {
            return new TapFailure(NamespaceSentence(opened, target));
        }

        try
        {
            TapFailure? failure = TryOnThread(network, configuration, out bool entered, out Fd[] queues);
            if (!entered)
            {
                failure = TryThroughHelper(target, network, configuration, self, out queues);
            }

            return failure ?? TapPort.TryAdopt(queues, configuration.Mtu, out port);
        }
        finally
        {
            Files.Close(network);
        }
    }

    /// <summary>The same in the namespace of the calling thread, e.g. one that this process was started in.</summary>
    public static TapFailure? TryOpenHere(TapConfiguration configuration, out TapPort? port)
    {
        port = null;
        return TapSetup.TryCreate(configuration, out Fd[] queues) ?? TapPort.TryAdopt(queues, configuration.Mtu, out port);
    }

    private static TapFailure? TryOnThread(Fd network, TapConfiguration configuration, out bool entered, out Fd[] queues)
    {
        bool inside = false;
        Fd[] created = [];
        TapFailure? failure = null;
        Thread thread = new(() =>
        {
            inside = NetworkNamespace.Enter(network) == Errno.None;
            if (inside)
            {
                failure = TapSetup.TryCreate(configuration, out created);
            }
        })
        { Name = "netkit-tap" };
        thread.Start();
        thread.Join();
        entered = inside;
        queues = created;
        return failure;
    }

    private static TapFailure? TryThroughHelper(
        NamespaceTarget target, Fd network, TapConfiguration configuration, IReadOnlyList<string> self, out Fd[] queues)
    {
        queues = [];
        string? sentence = NamespaceHelper.TryStart(
            target, network, self, [TapHelper.Command, .. TapHelper.Arguments(configuration)], out NamespaceHelper? helper);
        using (helper)
        {
            return helper is null
                ? new TapFailure(sentence ?? string.Empty)
                : TapHandover.Receive(helper.Channel, helper.Attached, configuration.Queues, out queues)
                    ?? (queues.Length > 0 ? null : new TapFailure("The helper sent no interface."));
        }
    }

    private static string NamespaceSentence(Errno error, NamespaceTarget target) => error switch
    {
        Errno.NoSuchFile or Errno.NoSuchProcess when target.Pid is { } pid => $"There is no process {pid}.",
        Errno.NoSuchFile => $"There is no network namespace at {target.Path}.",
        Errno.AccessDenied or Errno.NotPermitted => $"The network namespace of {target} belongs to another user: run as that user, or as root.",
        _ => $"The network namespace of {target} cannot be opened ({error}).",
    };
}
