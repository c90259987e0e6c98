using System;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>How a program ended and what it said.</summary>
internal sealed record Outcome(string Line, int Status, string Output, string Error, TimeSpan Took)
{
    /// <summary>What it printed, if it ended well; otherwise the test fails with everything that is known.</summary>
    public string Succeeded() => EndedWith(0).Output;

    public Outcome EndedWith(int status)
    {
        Assert.That(Status, Is.EqualTo(status), ToString);
        return this;
    }

    public override string ToString() => $"{Line}\nstatus {Status} after {Took.TotalSeconds:F1} s\n{Output}\n{Error}";
}
