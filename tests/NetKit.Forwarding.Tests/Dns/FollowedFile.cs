using System;
using System.IO;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>A directory of the test, gone when the test is.</summary>
internal sealed class FollowedFile : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("netkit-dns-");

    /// <summary>The file that is followed; it does not exist yet.</summary>
    public string At => In("etc/resolv.conf");

    public string In(string relative)
    {
        string path = Path.Combine(_root.FullName, relative);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a new file and renames it over the old one, as careful programs do.</summary>
    public static void Replace(string path, string text)
    {
        string fresh = path + ".new";
        File.WriteAllText(fresh, text);
        File.Move(fresh, path, overwrite: true);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
