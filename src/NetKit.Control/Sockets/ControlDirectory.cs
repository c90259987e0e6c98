using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NetKit.Interop;

namespace NetKit.Control.Sockets;

/// <summary>
/// The directory with one socket for each running netkit of a user: <c>/run/netkit</c> for root, <c>$XDG_RUNTIME_DIR/netkit</c> for
/// others. A user without a runtime directory (no login session) gets one below <c>/tmp</c>; whose socket it is gets checked on both
/// sides.
/// </summary>
public sealed record ControlDirectory(string Path)
{
    private const string Extension = ".sock";
    private const string Pattern = "*" + Extension;

    public static ControlDirectory OfThisUser => Of(ProcessIdentity.EffectiveUser, Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"));

    /// <param name="user">The effective user's number; 0 is root.</param>
    /// <param name="runtimeDirectory">The value of XDG_RUNTIME_DIR.</param>
    public static ControlDirectory Of(uint user, string? runtimeDirectory)
    {
        if (user == 0)
        {
            return new ControlDirectory("/run/netkit");
        }

        bool usable = runtimeDirectory is not null && System.IO.Path.IsPathRooted(runtimeDirectory);
        return new ControlDirectory(usable
            ? System.IO.Path.Combine(runtimeDirectory!, "netkit")
            : string.Create(CultureInfo.InvariantCulture, $"/tmp/netkit-{user}"));
    }

    public string SocketOf(string name) => System.IO.Path.Combine(Path, name + Extension);

    /// <summary>What <c>--socket</c> says: a path, or the name of an instance.</summary>
    public string Resolve(string nameOrPath) => nameOrPath.Contains('/', StringComparison.Ordinal) ? nameOrPath : SocketOf(nameOrPath);

    /// <summary>The sockets that somebody listens on, by name. A dead one is left to the next instance of that name.</summary>
    public IReadOnlyList<string> FindLive()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path, Pattern).Where(ControlSocketFile.IsLive).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Removes the sockets of processes that were killed. Only those with a process id in their name: when that process is not there any
    /// more, nobody is about to listen.
    /// </summary>
    public void RemoveDead()
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(Path, Pattern))
            {
                if (IsOfNobody(path) && !ControlSocketFile.IsLive(path))
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They do no harm where they are.
        }
    }

    private static bool IsOfNobody(string path)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        ReadOnlySpan<char> digits = name.AsSpan(name.LastIndexOf('-') + 1);
        return name.Contains('-', StringComparison.Ordinal)
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0
            && ChildProcess.Signal(pid, 0) == Errno.NoSuchProcess;
    }
}
