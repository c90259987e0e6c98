using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;

namespace NetKit.Cli.Output;

/// <summary>Rows under headings: drawn for a terminal, aligned with blanks for a pipe.</summary>
internal sealed class Table(params string[] headings)
{
    private const int Gap = 2;

    private readonly List<ImmutableArray<string>> _rows = [];

    public IReadOnlyList<string> Headings => headings;

    public IReadOnlyList<ImmutableArray<string>> Rows => _rows;

    public void Add(params ImmutableArray<string> cells) => _rows.Add(cells);

    public void WriteTo(TextWriter output, bool isTerminal)
    {
        if (isTerminal)
        {
            TerminalTable.Write(this, output);
        }
        else
        {
            WritePlain(output);
        }
    }

    /// <summary>The headings and the rows, their cells aligned with blanks.</summary>
    public IEnumerable<string> Lines()
    {
        int[] widths = [.. headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        return _rows.Prepend([.. headings]).Select(row => Line(row, widths));
    }

    private void WritePlain(TextWriter output)
    {
        foreach (string line in Lines())
        {
            output.WriteLine(line);
        }
    }

    private static string Line(ImmutableArray<string> cells, int[] widths)
    {
        StringBuilder line = new();
        for (int column = 0; column < cells.Length; column++)
        {
            bool isLast = column == cells.Length - 1;
            _ = line.Append(isLast ? cells[column] : cells[column].PadRight(widths[column] + Gap));
        }

        return line.ToString().TrimEnd();
    }
}
