using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;

namespace NetKit.Architecture.Tests;

/// <summary>A project file and what it says.</summary>
internal sealed record SourceProject(string Path, XDocument Document)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>It is shipped: neither a test nor a developer's tool.</summary>
    public bool IsProduct => !Name.EndsWith(".Tests", StringComparison.Ordinal) && !IsTool;

    private bool IsTool =>
        System.IO.Path.GetRelativePath(Repository.Root, Path).Replace(System.IO.Path.DirectorySeparatorChar, '/')
            .StartsWith("tools/", StringComparison.Ordinal);

    public IEnumerable<string> Packages => Items("PackageReference");

    /// <summary>Names of the projects that this one references.</summary>
    public IEnumerable<string> References => Items("ProjectReference").Select(System.IO.Path.GetFileNameWithoutExtension).OfType<string>();

    public static SourceProject Load(string path) => new(path, XDocument.Load(path));

    public string? Property(string name) => Document.Descendants(name).LastOrDefault()?.Value;

    public Assembly LoadAssembly() => Assembly.Load(Property("AssemblyName") ?? Name);

    /// <summary>Everything that is compiled and was written by hand.</summary>
    public IEnumerable<string> EnumerateFiles() =>
        Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => TopFolder(path) is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal);

    public override string ToString() => Name;

    private string TopFolder(string path) => System.IO.Path.GetRelativePath(Folder, path).Split(System.IO.Path.DirectorySeparatorChar)[0];

    private IEnumerable<string> Items(string name) =>
        Document.Descendants(name).Select(static item => item.Attribute("Include")?.Value).OfType<string>();
}
