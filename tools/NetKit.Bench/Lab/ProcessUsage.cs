using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace NetKit.Bench.Lab;

/// <summary>What processes use, with all that they started, as /proc tells it.</summary>
/// <param name="CpuSeconds">User and system time so far.</param>
/// <param name="ResidentBytes">Resident memory now; pages that two of the processes share count twice.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long ResidentBytes)
{
    // USER_HZ.
    private const double TicksPerSecond = 100;

    public static ProcessUsage Of(IReadOnlyList<int> roots)
    {
        Dictionary<int, ProcessEntry> all = [];
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && ProcessEntry.TryRead(folder) is { } entry)
            {
                all[id] = entry;
            }
        }

        double ticks = 0;
        long pages = 0;
        foreach ((int id, ProcessEntry entry) in all)
        {
            if (IsUnder(id, roots, all))
            {
                ticks += entry.Ticks;
                pages += entry.Pages;
            }
        }

        return new ProcessUsage(ticks / TicksPerSecond, pages * Environment.SystemPageSize);
    }

    /// <summary>CPU time that the whole machine was not idle for, in seconds of one core.</summary>
    public static double MachineCpuSeconds()
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest time is in user already.
        string[] fields = File.ReadLines("/proc/stat").GetEnumerator() is var lines && lines.MoveNext()
            ? lines.Current.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];
        double ticks = 0;
        foreach (int busy in (ReadOnlySpan<int>)[1, 2, 3, 6, 7])
        {
            ticks += double.Parse(fields[busy], CultureInfo.InvariantCulture);
        }

        return ticks / TicksPerSecond;
    }

    private static bool IsUnder(int id, IReadOnlyList<int> roots, Dictionary<int, ProcessEntry> all)
    {
        for (int at = id; all.TryGetValue(at, out ProcessEntry? entry); at = entry.Parent)
        {
            foreach (int root in roots)
            {
                if (root == at)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
