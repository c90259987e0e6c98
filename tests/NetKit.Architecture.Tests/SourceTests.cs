using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace NetKit.Architecture.Tests;

/// <summary>How long things are, and what a file is called.</summary>
public sealed class SourceTests
{
    private const int LongestLine = 180;
    private const int LongestFile = 600;
    private const int LongestMethod = 60;
    private const int MedianFile = 120;

    [Test]
    public void No_line_is_too_long() =>
        Violations.AssertNone(
            from file in Repository.Files
            from line in file.Lines.Select(static (text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > LongestLine
            select $"{file}:{line.Number} has {line.Text.Length} columns",
            $"{LongestLine} columns");

    [Test]
    public void No_file_is_too_long() =>
        Violations.AssertNone(
            from file in Repository.Files
            where file.Lines.Length > LongestFile
            select $"{file} has {file.Lines.Length} lines",
            $"{LongestFile} lines");

    [Test]
    public void The_median_file_is_short()
    {
        int[] lengths = [.. Repository.ProductFiles.Select(static file => file.Lines.Length).Order()];
        Assert.That(lengths[lengths.Length / 2], Is.LessThan(MedianFile));
    }

    [Test]
    public void No_method_is_too_long() =>
        Violations.AssertNone(
            from file in Repository.Files
            from body in file.Syntax.DescendantNodes().Where(static node =>
                node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            let lines = LinesOf(body)
            where lines > LongestMethod
            select $"{file}:{SourceFile.LineOf(body)} has {lines} lines",
            $"{LongestMethod} lines a method");

    [Test]
    public void A_namespace_is_its_folder() =>
        Violations.AssertNone(
            from project in Repository.Projects
            from path in project.EnumerateFiles()
            let file = new SourceFile(path)
            let folders = Path.GetRelativePath(project.Folder, Path.GetDirectoryName(path)!)
            let expected = folders == "." ? project.Name : $"{project.Name}.{folders.Replace(Path.DirectorySeparatorChar, '.')}"
            from declared in file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            where declared.Name.ToString() != expected
            select $"{file} says {declared.Name} instead of {expected}",
            "namespace = folder");

    [Test]
    public void A_product_file_is_called_like_the_one_type_in_it() =>
        Violations.AssertNone(
            from file in Repository.ProductFiles
            let types = TypesOf(file.Syntax).ToArray()
            let name = Path.GetFileName(file.RelativePath).Split('.')[0]
            where types.Length > 1 || (types.Length == 1 && types[0] != name)
            select $"{file} holds {string.Join(", ", types)}",
            "One type a file; file-local helpers do not count");

    [Test]
    public void Nothing_hides_in_a_region() =>
        Violations.AssertNone(
            from file in Repository.Files
            from trivia in file.Syntax.DescendantTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
            select $"{file}: {trivia}",
            "#region");

    [Test]
    public void Nothing_promises_to_be_written_later() =>
        Violations.AssertNone(
            from file in Repository.Files
            where file != ThisFile
            from token in file.Syntax.DescendantTokens()
            where token.ValueText == nameof(NotImplementedException)
            select $"{file}:{SourceFile.LineOf(token.Parent!)}",
            nameof(NotImplementedException));

    private static SourceFile ThisFile =>
        Repository.Files.Single(static file => file.RelativePath.EndsWith("/" + nameof(SourceTests) + ".cs", StringComparison.Ordinal));

    // A doc comment is no part of a method's length: it is what saves one from reading the method.
    private static int LinesOf(SyntaxNode body)
    {
        FileLinePositionSpan span = body.SyntaxTree.GetLineSpan(body.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static IEnumerable<string> TypesOf(SyntaxNode root) =>
        root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Where(static node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Cast<MemberDeclarationSyntax>()
            .Where(static type => !type.Modifiers.Any(SyntaxKind.FileKeyword))
            .Select(static type => type switch
            {
                BaseTypeDeclarationSyntax declared => declared.Identifier.ValueText,
                DelegateDeclarationSyntax declared => declared.Identifier.ValueText,
                _ => string.Empty,
            });
}
