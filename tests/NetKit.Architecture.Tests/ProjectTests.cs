using System;
using System.Linq;
using NUnit.Framework;

namespace NetKit.Architecture.Tests;

/// <summary>What the project files promise.</summary>
public sealed class ProjectTests
{
    private static SourceProject Netstack => Repository.Projects.Single(static project => project.Name == "NetKit.Netstack");

    [Test]
    public void The_stack_references_no_package_and_no_project()
    {
        Assert.That(Netstack.Packages, Is.Empty);
        Assert.That(Netstack.References, Is.Empty);
    }

    [Test]
    public void Unsafe_code_has_one_door() =>
        Violations.AssertNone(
            Repository.Projects
                .Where(static project => project.Property("AllowUnsafeBlocks") == "true" && project.Name != "NetKit.Interop")
                .Select(static project => project.Name),
            "Only NetKit.Interop may allow unsafe blocks");

    [Test]
    public void Nothing_knows_the_command_line() =>
        Violations.AssertNone(
            Repository.Projects
                .Where(static project => project.References.Contains("NetKit.Cli")
                    && project.Name is not ("NetKit.Cli.Tests" or "NetKit.Architecture.Tests"))
                .Select(static project => project.Name),
            "Only its own tests may reference NetKit.Cli");

    [TestCase("NetKit.Interop", "NetKit.Netstack")]
    [TestCase("NetKit.Links", "NetKit.Interop NetKit.Netstack")]
    [TestCase("NetKit.Forwarding", "NetKit.Interop NetKit.Links NetKit.Netstack")]
    public void Layers_reference_only_what_lies_below_them(string name, string below) =>
        Assert.That(Repository.Projects.Single(project => project.Name == name).References, Is.SubsetOf(below.Split(' ')));

    [Test]
    public void No_product_project_references_a_test_or_its_tools() =>
        Violations.AssertNone(
            Repository.ProductProjects
                .Where(static project => project.Packages.Concat(project.References).Any(IsForTests))
                .Select(static project => project.Name),
            "Test packages stay in tests/");

    [Test]
    public void Every_library_is_ready_for_ahead_of_time_compilation() =>
        Violations.AssertNone(
            Repository.ProductProjects
                .Where(static project => project.Property("IsAotCompatible") != "true")
                .Select(static project => project.Name),
            "IsAotCompatible");

    [Test]
    public void Every_product_project_has_a_test_project_that_references_it() =>
        Violations.AssertNone(
            Repository.ProductProjects
                .Where(static project => project.EnumerateFiles().Any() && !Repository.Projects.Any(test => IsMirror(test, project)))
                .Select(static project => project.Name),
            "tests/ mirrors netstack/ and src/");

    private static bool IsForTests(string name) =>
        name.Contains("Test", StringComparison.Ordinal) || name.StartsWith("NUnit", StringComparison.Ordinal);

    private static bool IsMirror(SourceProject test, SourceProject product) =>
        test.Name == product.Name + ".Tests" && test.References.Contains(product.Name);
}
