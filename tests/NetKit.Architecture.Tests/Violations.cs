using System.Collections.Generic;
using NUnit.Framework;

namespace NetKit.Architecture.Tests;

internal static class Violations
{
    /// <summary>Fails with one line for each: whoever broke the rule wants to see them all at once.</summary>
    public static void AssertNone(IEnumerable<string> violations, string rule)
    {
        string list = string.Join("\n  ", violations);
        Assert.That(list, Is.Empty, rule);
    }
}
