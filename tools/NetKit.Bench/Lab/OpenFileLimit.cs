using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NetKit.Bench.Lab;

/// <summary>How many flows a process of this machine can hold: each needs a descriptor.</summary>
internal static class OpenFileLimit
{
    // What a runtime and a peer have open besides.
    private const int Others = 500;

    private const string Name = "Max open files";

    public static int Flows { get; } = Read() - Others;

    private static int Read()
    {
        // Max open files            20000                20000                files
        string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Name, StringComparison.Ordinal));
        string soft = line[Name.Length..].Trim().Split(' ')[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue;
    }
}
