using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>How much memory a process has.</summary>
internal static class ProcessMemory
{
    public static long ResidentKiB(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/status")
            .Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
