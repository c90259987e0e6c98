using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace NetKit.Bench.Results;

/// <summary>The page that is checked in: RESULTS.md, the same as JSON, and a plot for each section.</summary>
internal static partial class Page
{
    private const string Plots = "plots";

    public static void Publish(string folder, RunInfo run, ResultTable results, IReadOnlyList<Target> targets)
    {
        string plots = Path.Combine(folder, Plots);
        if (Directory.Exists(plots))
        {
            Directory.Delete(plots, recursive: true);
        }

        Directory.CreateDirectory(plots);
        string[] peers = [.. run.Peers.Select(static peer => peer.Name)];
        foreach (string section in results.Sections)
        {
            File.WriteAllText(Path.Combine(folder, PlotOf(section)), BarChart.Render(results, section, peers));
        }

        using StreamWriter writer = new(Path.Combine(folder, "RESULTS.md"));
        writer.Write("# NetKit beside its peers\n\n");
        writer.Write("Made by `tools/bench --publish`; what is not reached, and why, stands at the end. What was tried on the way is in ");
        writer.Write("[NOTES.md](NOTES.md), every single run in ");
        writer.Write("[results.json](results.json). Figures of different machines, or of a busy and a quiet one, cannot be compared: ");
        writer.Write("look at the ratios.\n\n");
        Report.Write(writer, run, results, targets, PlotOf);
        Bound.Write(writer, Bound.Read(folder), targets);
        JsonReport.Write(Path.Combine(folder, "results.json"), run, results);
    }

    private static string PlotOf(string section) => $"{Plots}/{NotInFileName().Replace(section.ToLowerInvariant(), "-")}.svg";

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInFileName();
}
