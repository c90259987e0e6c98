using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Running;

/// <summary>Shows the command another <c>/etc/resolv.conf</c> than the host has.</summary>
[SupportedOSPlatform("linux")]
internal static class ResolverFile
{
    private const string ShownAt = "/etc/resolv.conf";
    private const string Content = "resolv.conf";

    /// <summary>What the file says (resolv.conf(5)).</summary>
    public static string Text(IpAddress dns, ImmutableArray<string> search)
    {
        StringBuilder text = new();
        _ = text.Append("nameserver ").Append(dns).Append('\n');
        return search.IsEmpty ? text.ToString() : text.Append("search ").AppendJoin(' ', search).Append('\n').ToString();
    }

    /// <summary>
    /// Binds a new file over the host's, in the mount namespace of this process, which must be its own. The file lives in a file system
    /// in memory that is mounted just long enough to bind it: nothing is written to disk, nothing can be left behind. Answers null, or a
    /// sentence.
    /// </summary>
    public static string? TryShow(IpAddress dns, ImmutableArray<string> search)
    {
        // unshare(1) has done so already, unless somebody put another program in its place.
        _ = Mounts.MakePrivate("/");
        if (!File.Exists(ShownAt))
        {
            return $"{ShownAt} does not exist, so the command finds no DNS server: create the file, or use --dns none.";
        }

        string? scratch = ((string[])["/tmp", "/mnt", "/var/tmp"]).FirstOrDefault(Directory.Exists);
        if (scratch is null || Mounts.MountVirtual("tmpfs", scratch) is var mounted && mounted != Errno.None)
        {
            return $"{ShownAt} stays the host's, since no file system in memory can be mounted: use --dns none to live with it.";
        }

        try
        {
            string source = Path.Combine(scratch, Content);
            File.WriteAllText(source, Text(dns, search));
            File.SetUnixFileMode(source, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            Errno bound = Mounts.Bind(source, ShownAt);
            return bound == Errno.None ? null : $"{ShownAt} stays the host's, since nothing can be mounted over it ({bound}).";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{ShownAt} stays the host's ({exception.Message}).";
        }
        finally
        {
            _ = Mounts.Unmount(scratch);
        }
    }
}
