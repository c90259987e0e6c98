using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NetKit.Bench.Lab;

/// <summary>Where the CPU time of processes goes, as perf sees it.</summary>
/// <param name="Own">Per cent in their own code and libraries.</param>
/// <param name="Copies">Per cent in the kernel's copying between user and kernel memory.</param>
/// <param name="Kernel">Per cent in the rest of the kernel: system calls, TCP, wake-ups.</param>
internal sealed record CpuShares(double Own, double Copies, double Kernel)
{
    private const string Frequency = "997";

    private static readonly string[] CopySymbols = ["copy_to_iter", "copy_from_iter", "copy_user", "rep_movs", "copy_page", "memcpy"];

    /// <summary>Samples for so long; nothing of the sample is kept.</summary>
    public static CpuShares Sample(BenchLab lab, IEnumerable<int> processes, double seconds)
    {
        string perf = Command.Find("perf")
            ?? throw new BenchException("perf is not installed: sudo apt-get install linux-perf (or your distribution's package)");
        string file = lab.LogOf("perf") + ".data";
        try
        {
            Command.Run(
                [
                    perf, "record", "--quiet", "--freq", Frequency, "--pid", string.Join(',', processes), "--output", file,
                    "--", "sleep", seconds.ToString("0.0", CultureInfo.InvariantCulture),
                ],
                TimeSpan.FromSeconds(seconds + 20),
                lab.Cancel);
            return Parse(Command.Run(
                perf, "report", "--input", file, "--stdio", "--no-children", "--sort", "dso,symbol", "--field-separator", ";", "--quiet"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Lines as "12.34%;[kernel.kallsyms];[k] copy_page_to_iter".
    private static CpuShares Parse(string report)
    {
        double own = 0;
        double copies = 0;
        double kernel = 0;
        foreach (string[] fields in report.Split('\n').Select(static line => line.Split(';')).Where(static fields => fields.Length >= 3))
        {
            if (!double.TryParse(fields[0].Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double share))
            {
                continue;
            }

            bool isKernel = fields[2].TrimStart().StartsWith("[k]", StringComparison.Ordinal);
            bool isCopy = isKernel && CopySymbols.Any(symbol => fields[2].Contains(symbol, StringComparison.Ordinal));
            copies += isCopy ? share : 0;
            kernel += isKernel && !isCopy ? share : 0;
            own += isKernel ? 0 : share;
        }

        return own + copies + kernel > 0
            ? new CpuShares(own, copies, kernel)
            : throw new BenchException("perf took no sample of the peer's processes.");
    }
}
