using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;
using NetKit.Links.Host;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Fabric;

/// <summary>Networks on the event loops of this process, with TAPs as interfaces.</summary>
/// <param name="self">The command line that starts this program again, for namespaces that a thread cannot enter.</param>
/// <param name="loggers">Where the data plane writes.</param>
[SupportedOSPlatform("linux")]
public sealed partial class LinuxFabric(IReadOnlyList<string> self, ILoggerFactory loggers) : INetworkFabric
{
    private const string Prefix = "nk";

    public Task<Answer<INetworkRuntime>> StartAsync(NetworkRecord network)
    {
        Answer<INetworkRuntime> started = LinuxNetwork.Start(network, self, loggers).TryGet(out LinuxNetwork? runtime, out Refusal? refusal)
            ? runtime
            : refusal;
        return Task.FromResult(started);
    }

    public string? ConflictOf(IpPrefix subnet) => RouteConflicts.Find(subnet) is [{ } first, ..] ? first.ToString() : null;

    public ulong? IdentityOf(string sandbox) =>
        NamespaceIdentity.TryRead(sandbox, out ulong identity) == Errno.None ? identity : null;

    public bool IsOver(string sandbox, ulong? identity)
    {
        Errno error = NamespaceIdentity.TryRead(sandbox, out ulong now);
        return error is Errno.NoSuchFile or Errno.NoSuchProcess or Errno.NotADirectory || (error == Errno.None && identity is { } before && now != before);
    }

    public void RemoveInterface(string name) => _ = PersistentTaps.TryRemove(null, name);

    public IReadOnlyList<string> RemoveStray(IReadOnlySet<string> keep) =>
        [.. PersistentTaps.Find(Prefix).Where(name => OfEndpoint().IsMatch(name) && !keep.Contains(name) && PersistentTaps.TryRemove(null, name) is null)];

    public void RemoveStaleSocket(string path) => _ = SocketPaths.Clear(path);

    [GeneratedRegex("^nk[0-9a-f]{10}$")]
    private static partial Regex OfEndpoint();
}
