using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace NetKit.Bench.Results;

/// <summary>The text of a run: Markdown that is read on a terminal too.</summary>
internal static class Report
{
    /// <param name="writer">Where it goes.</param>
    /// <param name="run">The conditions.</param>
    /// <param name="results">What was measured.</param>
    /// <param name="targets">What was to be reached.</param>
    /// <param name="plotOf">The plot's address for a section, or null for a report without plots.</param>
    public static void Write(
        TextWriter writer, RunInfo run, ResultTable results, IReadOnlyList<Target> targets, System.Func<string, string>? plotOf)
    {
        string[] peers = [.. run.Peers.Select(static peer => peer.Name)];
        WriteConditions(writer, run);
        WriteTargets(writer, targets);
        foreach (string section in results.Sections)
        {
            writer.Write($"\n## {section}\n\n");
            writer.Write(SectionTables.Values(results, section, peers));
            string ratios = SectionTables.Ratios(results, section, peers);
            writer.Write(ratios.Length == 0 ? string.Empty : "\n" + ratios);
            if (plotOf is not null)
            {
                writer.Write($"\n![{section}]({plotOf(section)})\n");
            }
        }

        WriteFailures(writer, results.Failures);
    }

    private static void WriteConditions(TextWriter writer, RunInfo run)
    {
        string runs = run.Plan.Runs == 1 ? "one run" : $"medians of {run.Plan.Runs} alternating runs";
        writer.Write($"{run.Machine}.\n");
        writer.Write($"{run.Started:yyyy-MM-dd HH:mm} UTC, {runs} of {Numbers.Text(run.Plan.Seconds)} s each");
        writer.Write($"{(run.Plan.Quick ? ", quick" : string.Empty)}; congestion control {run.CongestionControl} on all sides");
        writer.Write(run.MostFlows < int.MaxValue ? $"; at most {run.MostFlows:N0} flows (open files).\n\n" : ".\n\n");
        writer.Write(TextTable.Render(
            ["who", "what"], [.. run.Peers.Select(static peer => (string[])[peer.Name, peer.Description])], names: 2));
    }

    private static void WriteTargets(TextWriter writer, IReadOnlyList<Target> targets)
    {
        if (targets.Count > 0)
        {
            int reached = targets.Count(static target => target.IsReached);
            writer.Write($"\n## Targets: {reached} of {targets.Count} reached\n\n");
            writer.Write(TextTable.Render(
                ["target", "measured", "reached"],
                [.. targets.Select(static target => (string[])[target.Promise, target.Measured, target.IsReached ? "yes" : "**no**"])]));
        }
    }

    private static void WriteFailures(TextWriter writer, IReadOnlyList<Failure> failures)
    {
        if (failures.Count > 0)
        {
            writer.Write("\n## Not measured\n\n");
            writer.Write(TextTable.Render(
                ["who", "what", "why"],
                [.. failures.Select(static failure => (string[])[failure.Peer, failure.Trial, failure.Reason.Replace('|', '/')])],
                names: 3));
        }
    }
}
