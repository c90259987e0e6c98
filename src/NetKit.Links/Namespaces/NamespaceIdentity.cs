using System;
using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>
/// Which namespace a path stands for now. A path alone does not tell: <c>ip netns delete</c> and <c>ip netns add</c> may put another one under the
/// same name, and an unmount leaves an ordinary file there.
/// </summary>
[SupportedOSPlatform("linux")]
public static class NamespaceIdentity
{
    /// <summary>What stands for every namespace where the kernel does not say which one it is.</summary>
    public const ulong Unknown = 0;

    private const string InodeKey = "ino:";

    /// <summary>
    /// <see cref="Errno.None"/> and a number that no other namespace has while this one lives; <see cref="Errno.NoSuchFile"/> or
    /// <see cref="Errno.NoSuchProcess"/> when nothing is there, and anything else when that could not be found out now.
    /// </summary>
    public static Errno TryRead(string path, out ulong identity)
    {
        identity = Unknown;
        Errno error = Files.OpenForReading(path, out Fd fd);
        if (error != Errno.None)
        {
            return error;
        }

        try
        {
            // proc_pid_fdinfo(5): the inode is told since Linux 5.14.
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{fd.Value}")))
            {
                if (line.StartsWith(InodeKey, StringComparison.Ordinal))
                {
                    _ = ulong.TryParse(line.AsSpan(InodeKey.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out identity);
                }
            }
        }
        catch (IOException)
        {
            // Without /proc the path has to do.
        }
        finally
        {
            Files.Close(fd);
        }

        return Errno.None;
    }
}
