using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace NetKit.Architecture.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceProject> Projects { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(SourceProject.Load),
    ];

    public static IEnumerable<SourceProject> ProductProjects => Projects.Where(static project => project.IsProduct);

    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Projects.SelectMany(static project => project.EnumerateFiles()).Select(static path => new SourceFile(path))];

    public static IEnumerable<SourceFile> ProductFiles => Files.Where(static file => !file.IsTest);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "NetKit.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("These tests read the sources: run them inside the repository.");
    }
}
