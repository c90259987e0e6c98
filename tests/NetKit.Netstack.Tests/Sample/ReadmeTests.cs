using System;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Sample;

/// <summary>The sample of netstack/README.md is a file of these tests, letter for letter, and it works.</summary>
public sealed class ReadmeTests
{
    private const string Opening = "```csharp";
    private const string Closing = "```";

    [Test]
    public void The_sample_moves_octets_between_two_nodes() => Assert.That(TwoNodes.Talk(), Is.EqualTo("Hello."));

    [Test]
    public void The_readme_shows_what_is_compiled()
    {
        string[] shown = [.. Lines("netstack", "README.md").SkipWhile(static line => line != Opening).Skip(1).TakeWhile(static line => line != Closing)];
        string[] compiled =
        [
            .. Lines("tests", "NetKit.Netstack.Tests", "Sample", "TwoNodes.cs")
                .Select(static line => line.StartsWith("namespace ", StringComparison.Ordinal) ? string.Empty : line),
        ];
        Assert.That(Dense(shown), Is.EqualTo(Dense(compiled)));
        Assert.That(shown, Has.Length.LessThan(40));
    }

    // Empty lines, and the namespace that only the tests need, are not shown.
    private static string[] Dense(string[] lines) => [.. lines.Where(static line => line.Length > 0)];

    private static string[] Lines(params ReadOnlySpan<string> path)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "NetKit.sln")))
        {
            directory = directory.Parent;
        }

        Assert.That(directory, Is.Not.Null, "The tests run inside the repository.");
        return File.ReadAllLines(Path.Combine([directory!.FullName, .. path]));
    }
}
