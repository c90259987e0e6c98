using System;
using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetKit.Architecture.Tests;

/// <summary>One C# file; <see cref="ToString"/> is its path from the repository's root.</summary>
internal sealed class SourceFile(string path)
{
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path).GetRoot());

    public string RelativePath { get; } = Path.GetRelativePath(Repository.Root, path).Replace(Path.DirectorySeparatorChar, '/');

    public string[] Lines { get; } = File.ReadAllLines(path);

    public bool IsTest => RelativePath.StartsWith("tests/", StringComparison.Ordinal);

    public SyntaxNode Syntax => _syntax.Value;

    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    public override string ToString() => RelativePath;
}
