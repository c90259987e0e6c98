using System.Collections.Generic;
using System.CommandLine;

namespace NetKit.Cli.Help;

/// <summary>A command whose help ends with examples that can be copied.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
