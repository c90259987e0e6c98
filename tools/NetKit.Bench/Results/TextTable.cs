using System;
using System.Collections.Generic;
using System.Linq;

namespace NetKit.Bench.Results;

/// <summary>A Markdown table with aligned columns: it reads as well on a terminal as on a page.</summary>
internal static class TextTable
{
    public static string Render(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. head.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Append(3).Max())];
        IEnumerable<string> lines = rows
            .Select(row => Line(row, widths))
            .Prepend(Rule(widths))
            .Prepend(Line(head, widths));
        return string.Join('\n', lines) + "\n";
    }

    // Names to the left, numbers to the right.
    private static string Line(IReadOnlyList<string> cells, int[] widths) =>
        "| " + string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))) + " |";

    private static string Rule(ReadOnlySpan<int> widths)
    {
        string line = "|";
        for (int i = 0; i < widths.Length; i++)
        {
            line += i == 0 ? new string('-', widths[i] + 2) + "|" : new string('-', widths[i] + 1) + ":|";
        }

        return line;
    }
}
