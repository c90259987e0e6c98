using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace NetKit.Bench.Results;

/// <summary>What it ran on. Two machines' figures cannot be compared, and a busy machine's not with a quiet one's.</summary>
internal sealed record Machine(string Processor, int Cores, string Kernel, double MemoryGiB, double LoadAverage)
{
    public static Machine Describe() => new(
        Value("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        $"{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()} {RuntimeInformation.OSArchitecture}",
        double.Parse(Value("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20),
        CurrentLoad());

    /// <summary>Processes that ran or waited to, averaged over the last minute.</summary>
    public static double CurrentLoad() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    public override string ToString() =>
        $"{Processor}, {Cores} cores, {Numbers.Text(MemoryGiB)} GiB, Linux {Kernel}, load {Numbers.Text(LoadAverage)} at the start";

    private static string Value(string file, string key) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? "unknown";
}
