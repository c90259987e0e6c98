using System;
using System.Globalization;
using System.IO;

namespace NetKit.Bench.Lab;

/// <summary>One line of /proc/PID/stat: see proc_pid_stat(5).</summary>
/// <param name="Parent">The id of the process that started it.</param>
/// <param name="Ticks">User and system time, with that of children which ended and were waited for.</param>
/// <param name="Pages">Resident pages.</param>
internal sealed record ProcessEntry(int Parent, double Ticks, long Pages)
{
    /// <summary>Null when the process is gone.</summary>
    public static ProcessEntry? TryRead(string folder)
    {
        try
        {
            string line = File.ReadAllText(Path.Combine(folder, "stat"));
            // The second field is the name in brackets and may hold spaces: count from behind it. fields[0] is field 3.
            string[] fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            double ticks = 0;
            foreach (int index in (ReadOnlySpan<int>)[11, 12, 13, 14])
            {
                ticks += double.Parse(fields[index], CultureInfo.InvariantCulture);
            }

            return new ProcessEntry(
                int.Parse(fields[1], CultureInfo.InvariantCulture), ticks, long.Parse(fields[21], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
