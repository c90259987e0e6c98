using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.Control.Client;

namespace NetKit.Control.Sockets;

/// <summary>Which running netkit a command means.</summary>
public static class InstanceChoice
{
    /// <summary>The named one, or else the only one; otherwise a <see cref="ControlException"/> lists what there is.</summary>
    public static string Choose(ControlDirectory directory, string? named)
    {
        if (named is not null)
        {
            return directory.Resolve(named);
        }

        IReadOnlyList<string> live = directory.FindLive();
        return live.Count switch
        {
            1 => live[0],
            0 => throw new ControlException(
                $"No netkit is running in {directory.Path}: "
                + "start one with 'netkit run' or 'netkit attach', or name its socket with --socket."),
            _ => throw new ControlException($"Several are running: choose one with --socket {string.Join(" or --socket ", Names(live))}."),
        };
    }

    private static IEnumerable<string?> Names(IReadOnlyList<string> sockets) => sockets.Select(Path.GetFileNameWithoutExtension);
}
