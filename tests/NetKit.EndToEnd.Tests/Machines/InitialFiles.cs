using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>Writes what the kernel unpacks into its first file system: a cpio archive of the "newc" kind (Documentation/driver-api/early-userspace).</summary>
internal sealed class InitialFiles : IDisposable
{
    private const int Directory = 0x41ED;       // S_IFDIR | 0755
    private const int Executable = 0x81ED;      // S_IFREG | 0755
    private const int Alignment = 4;

    private readonly FileStream _archive;
    private int _inode;

    public InitialFiles(string path) => _archive = File.Create(path);

    public void AddDirectory(string name) => Add(name, Directory, []);

    public void AddFile(string name, byte[] content) => Add(name, Executable, content);

    public void AddScript(string name, string text) => AddFile(name, Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\n") + "\n"));

    public void Dispose()
    {
        Add("TRAILER!!!", 0, []);
        _archive.Dispose();
    }

    // Thirteen numbers of eight hexadecimal digits behind the magic: inode, mode, owner, group, links, time, size, four of devices, length of the name, sum.
    private void Add(string name, int mode, byte[] content)
    {
        int[] numbers = [++_inode, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length + 1, 0];
        StringBuilder header = new("070701");
        foreach (int number in numbers)
        {
            _ = header.Append(number.ToString("X8", CultureInfo.InvariantCulture));
        }

        Write(Encoding.ASCII.GetBytes($"{header}{name}\0"));
        Write(content);
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        _archive.Write(octets);
        while (_archive.Position % Alignment != 0)
        {
            _archive.WriteByte(0);
        }
    }
}
