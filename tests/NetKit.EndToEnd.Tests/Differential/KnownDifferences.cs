using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>The table in <c>tests/README.md</c> of what NetKit does otherwise than Linux, and why: exchange, Linux, NetKit, why.</summary>
internal static class KnownDifferences
{
    private const string Heading = "| exchange | Linux | NetKit | why |";

    /// <summary>By the exchange: the first step that is answered otherwise, by Linux and by NetKit.</summary>
    public static IReadOnlyDictionary<string, (string Linux, string NetKit)> Read()
    {
        Dictionary<string, (string Linux, string NetKit)> table = [];
        IEnumerable<string> rows = File.ReadLines(Path.Combine(NetkitBinary.Root, "tests", "README.md"))
            .SkipWhile(static line => line != Heading).Skip(2).TakeWhile(static line => line.StartsWith('|'));
        foreach (string row in rows)
        {
            string[] cells = [.. row.Trim('|').Split('|').Select(static cell => cell.Trim().Trim('`'))];
            table.Add(cells[0], (cells[1], cells[2]));
        }

        return table;
    }
}
