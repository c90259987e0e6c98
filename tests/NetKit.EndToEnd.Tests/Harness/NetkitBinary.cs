using System;
using System.Collections.Generic;
using System.IO;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>The binary under test.</summary>
internal static class NetkitBinary
{
    public static string Root { get; } = FindRoot();

    public static string Path => System.IO.Path.Combine(Root, "artifacts/bin/netkit");

    public static Outcome Run(params IEnumerable<string> arguments) => Command.Run([Path, .. arguments]);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "NetKit.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException("These tests drive the built binary: run them inside the repository.");
    }
}
