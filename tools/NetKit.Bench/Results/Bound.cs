using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;
using System.Text.Json;

namespace NetKit.Bench.Results;

/// <summary>Why targets are not reached: written by hand in <c>bounds.json</c>, beside the page that quotes it.</summary>
/// <param name="Title">What they have in common.</param>
/// <param name="Targets">Which targets, with <c>*</c> for any text. The first bound that names a target explains it.</param>
/// <param name="Reason">What bounds them, with the measurement that says so.</param>
/// <param name="Needed">What would be needed.</param>
internal sealed record Bound(string Title, IReadOnlyList<string> Targets, string Reason, string Needed)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static IReadOnlyList<Bound> Read(string folder) =>
        JsonSerializer.Deserialize<Bound[]>(File.ReadAllText(Path.Combine(folder, "bounds.json")), Options)!;

    /// <summary>Each target that is not reached under the bound that explains it; those that none explains come last.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<Bound> bounds, IReadOnlyList<Target> targets)
    {
        Target[] missed = [.. targets.Where(static target => !target.IsReached)];
        if (missed.Length == 0)
        {
            return;
        }

        writer.Write("\n## What is not reached, and why\n");
        ILookup<Bound?, Target> explained = missed.ToLookup(target => bounds.FirstOrDefault(bound => bound.Explains(target)));
        foreach (Bound bound in bounds.Where(explained.Contains))
        {
            WriteOne(writer, bound.Title, explained[bound]);
            writer.Write($"\nWhat bounds it: {bound.Reason}\n\nWhat would be needed: {bound.Needed}\n");
        }

        if (explained.Contains(null))
        {
            WriteOne(writer, "Not looked into yet", explained[null]);
        }
    }

    private static void WriteOne(TextWriter writer, string title, IEnumerable<Target> targets)
    {
        writer.Write($"\n### {title}\n\n");
        foreach (Target target in targets)
        {
            writer.Write($"* {target.Promise}: **{target.Measured}**\n");
        }
    }

    private bool Explains(Target target) => Targets.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, target.Promise, ignoreCase: false));
}
