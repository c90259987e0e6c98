using System;
using System.Collections.Generic;
using System.Linq;

namespace NetKit.Bench.Results;

/// <summary>A Markdown table with aligned columns: it reads as well on a terminal as on a page.</summary>
internal static class TextTable
{
    /// <param name="head">The titles.</param>
    /// <param name="rows">As many cells each as there are titles.</param>
    /// <param name="names">So many columns from the left hold names; the others hold numbers, which stand to the right.</param>
    public static string Render(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows, int names = 1)
    {
        int[] widths = [.. head.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Append(3).Max())];
        IEnumerable<string> lines = rows
            .Select(row => Line(row, widths, names))
            .Prepend(Rule(widths, names))
            .Prepend(Line(head, widths, names));
        return string.Join('\n', lines) + "\n";
    }

    private static string Line(IReadOnlyList<string> cells, int[] widths, int names) =>
        "| " + string.Join(" | ", cells.Select((cell, i) => i < names ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))) + " |";

    private static string Rule(ReadOnlySpan<int> widths, int names)
    {
        string line = "|";
        for (int i = 0; i < widths.Length; i++)
        {
            line += i < names ? new string('-', widths[i] + 2) + "|" : new string('-', widths[i] + 1) + ":|";
        }

        return line;
    }
}
