using System;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace NetKit.Architecture.Tests;

/// <summary>What tests may not do.</summary>
public sealed class TestConductTests
{
    [Test]
    public void No_test_waits_for_time_to_pass() =>
        Violations.AssertNone(
            from file in Repository.Files
            where file.IsTest && !file.RelativePath.StartsWith("tests/NetKit.EndToEnd.Tests/", StringComparison.Ordinal)
            from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where access.ToString() is "Thread.Sleep" or "Task.Delay"
            select $"{file}:{SourceFile.LineOf(access)} {access}",
            "Only end-to-end tests may wait");

    [Test]
    public void No_test_is_switched_off() =>
        Violations.AssertNone(
            from file in Repository.Files
            where file.IsTest
            from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
            where attribute.Name.ToString() is "Ignore" or "Explicit"
            select $"{file}:{SourceFile.LineOf(attribute)} [{attribute.Name}]",
            "A test that is not run is not one");
}
