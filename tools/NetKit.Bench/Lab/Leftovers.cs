using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NetKit.Bench.Lab;

/// <summary>What a run that was killed outright could not clear away.</summary>
internal static class Leftovers
{
    /// <summary>Ends what runs in namespaces of runs that are over, and removes them.</summary>
    public static void Clear()
    {
        foreach (string name in Names("/run/netns"))
        {
            foreach (string id in Command.Run("ip", "netns", "pids", name).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Command.Try("kill", "-KILL", id);
            }

            Command.Try("ip", "netns", "del", name);
        }

        foreach (string name in Names("/etc/netns"))
        {
            Directory.Delete(Path.Combine("/etc/netns", name), recursive: true);
        }
    }

    private static string[] Names(string folder) =>
        Directory.Exists(folder)
            ? [
                .. Directory.GetFileSystemEntries(folder, NetworkNamespace.Prefix + "*")
                    .Select(Path.GetFileName)
                    .OfType<string>()
                    .Where(IsOfADeadRun),
            ]
            : [];

    private static bool IsOfADeadRun(string name)
    {
        string id = name[NetworkNamespace.Prefix.Length..].Split('-')[0];
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && !Directory.Exists($"/proc/{number}");
    }
}
