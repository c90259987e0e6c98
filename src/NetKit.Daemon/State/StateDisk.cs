using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Daemon.State;

/// <summary>State on a real file system.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StateDisk : IStateDisk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void Prepare(string folder) => _ = Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);

    public IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path)).Order(System.StringComparer.Ordinal)];

    public byte[] Read(string path) => File.ReadAllBytes(path);

    public void WriteThrough(string path, byte[] content)
    {
        // A file left by a crash may have been made with another mode: begin anew.
        File.Delete(path);
        using FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
            BufferSize = 0,
        });
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void Sync(string folder)
    {
        Errno error = Files.SyncDirectory(folder);
        if (error != Errno.None)
        {
            throw new IOException($"The directory {folder} cannot be synchronized ({error}).");
        }
    }
}
