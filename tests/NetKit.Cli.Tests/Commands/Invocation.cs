using System.Collections.Generic;
using System.IO;
using NetKit.Cli.Running;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Commands;

/// <summary>One run of the program in this process, and what it said.</summary>
internal sealed record Invocation(int Status, string Output, string Error)
{
    /// <summary>Commands that would start a network must have said no before.</summary>
    public static DataPlanes NoData { get; } = new(
        static (_, _, _, _) => throw new AssertionException("No network is started here."),
        static (_, _, _) => throw new AssertionException("No network is started here."));

    public static Invocation Of(IReadOnlyList<string> arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int status = CommandLine.Run(
            arguments, output, error, NoData);
        return new Invocation(status, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    public void Printed(params string[] lines)
    {
        Assert.That(Output, Is.EqualTo(lines.Length == 0 ? string.Empty : string.Join('\n', lines) + "\n"));
        Assert.That(Error, Is.Empty);
    }

    /// <summary>One sentence, and nothing on stdout.</summary>
    public void Complained(string sentence)
    {
        Assert.That(Error, Is.EqualTo(sentence + "\n"));
        Assert.That(Output, Is.Empty);
    }
}
