using System;
using System.Linq;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>
/// Names the programs that a test runs, or by a path from the repository's root the files that tools/test fetches for it. Where one is missing
/// the test is skipped and says so; with CI=true it fails, since a test that silently does not run proves nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RequiresAttribute(params string[] programs) : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (Missing() is not { } missing || test.RunState == RunState.NotRunnable)
        {
            return;
        }

        test.RunState = Environment.GetEnvironmentVariable("CI") is "true" or "1" ? RunState.NotRunnable : RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, missing);
    }

    private static bool IsThere(string program) => program.Contains('/', StringComparison.Ordinal)
        ? System.IO.File.Exists(System.IO.Path.Combine(NetkitBinary.Root, program))
        : Command.Exists(program);

    private string? Missing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "needs Linux: there are no network namespaces elsewhere";
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "needs root, to make network namespaces: sudo tools/test --end-to-end";
        }

        if (!System.IO.File.Exists(NetkitBinary.Path))
        {
            return $"needs {NetkitBinary.Path}: tools/build";
        }

        string[] missing = [.. programs.Where(static program => !IsThere(program))];
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)} (tools/test installs what it can as root)";
    }
}
