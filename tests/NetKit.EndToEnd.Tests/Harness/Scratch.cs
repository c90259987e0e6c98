using System;
using System.Globalization;
using System.IO;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>A directory, gone with this object. Everybody may look into it: some tests run programs as other users.</summary>
internal sealed class Scratch : IDisposable
{
    private const UnixFileMode ForEverybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public Scratch()
        : this(Path.GetTempPath())
    {
    }

    private Scratch(string parent)
    {
        Directory = Path.Combine(parent, UniqueName());
        _ = System.IO.Directory.CreateDirectory(Directory, ForEverybody);
        File.SetUnixFileMode(Directory, ForEverybody);
    }

    public string Directory { get; }

    /// <summary>For large files. Programs may not be executable there.</summary>
    public static Scratch InMemory() => new(System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath());

    /// <summary>A name that no other run uses, short enough for an interface or a socket's path.</summary>
    public static string UniqueName() =>
        string.Create(CultureInfo.InvariantCulture, $"nk-{Environment.ProcessId}-{Random.Shared.Next(0x1000000):x6}");

    public string PathOf(string name) => Path.Combine(Directory, name);

    public string Write(string name, string text)
    {
        string path = PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A script of the test's own; what varies comes as arguments.</summary>
    public string WriteScript(string name, string text)
    {
        string path = Write(name, text);
        File.SetUnixFileMode(path, ForEverybody);
        return path;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
