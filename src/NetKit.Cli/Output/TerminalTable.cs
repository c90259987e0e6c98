using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace NetKit.Cli.Output;

/// <summary>The drawn form of a <see cref="Table"/>. Apart, so that nothing else loads the library that draws.</summary>
internal static class TerminalTable
{
    public static void Write(Table table, TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        Spectre.Console.Table drawn = new() { Border = TableBorder.Rounded };
        foreach (string heading in table.Headings)
        {
            _ = drawn.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap());
        }

        foreach (ImmutableArray<string> row in table.Rows)
        {
            _ = drawn.AddRow([.. row.Select(static cell => new Text(cell))]);
        }

        console.Write(drawn);
    }
}
