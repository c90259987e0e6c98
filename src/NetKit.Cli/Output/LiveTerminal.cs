using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Cli.Life;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NetKit.Cli.Output;

/// <summary>The drawn form of an <see cref="ILiveView"/>, on the terminal's other screen, so that nothing of it is left when it ends.</summary>
internal static class LiveTerminal
{
    private const string Clear = "\u001b[H\u001b[2J";
    private const string Enter = "\u001b[?1049h\u001b[H";

    // The runtime has put the keypad into application mode to read keys, and does not put it back (terminfo's rmkx).
    private const string Leave = "\u001b[?1l\u001b>\u001b[?25h\u001b[?1049l";

    /// <summary>Until q, Ctrl-C or a signal.</summary>
    public static async Task RunAsync(TextWriter output, ILiveView view)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        using StopSignals signals = new();
        using QuitKey key = new();
        Task ended = Task.WhenAny(signals.Stopped, key.Pressed);
        output.Write(Enter);
        try
        {
            await console.Live(Text.Empty)
                .Overflow(VerticalOverflow.Crop)
                .Cropping(VerticalOverflowCropping.Bottom)
                .StartAsync(context => ShowAsync(output, console, context, view, ended))
                .ConfigureAwait(false);
        }
        finally
        {
            output.Write(Leave);
            await output.FlushAsync().ConfigureAwait(false);
        }
    }

    private static async Task ShowAsync(TextWriter output, IAnsiConsole console, LiveDisplayContext context, ILiveView view, Task ended)
    {
        (int Width, int Height) size = SizeOf(console);
        using PeriodicTimer timer = new(LiveScreen.Interval);
        do
        {
            await view.LookAsync().ConfigureAwait(false);
            (int Width, int Height) now = SizeOf(console);
            if (now != size)
            {
                // What was drawn for another size is anywhere.
                size = now;
                output.Write(Clear);
            }

            context.UpdateTarget(Draw(view.Draw(size.Height), size.Width));
        }
        while (await Task.WhenAny(timer.WaitForNextTickAsync().AsTask(), ended).ConfigureAwait(false) != ended);
    }

    private static (int Width, int Height) SizeOf(IAnsiConsole console) => (console.Profile.Width, console.Profile.Height);

    // Nothing may wrap: a line too many would push the first one out of sight.
    private static Rows Draw(LiveFrame frame, int width)
    {
        List<IRenderable> lines = [Line(frame.Title, width, Decoration.Bold)];
        foreach (Table table in frame.Tables)
        {
            if (lines.Count > 1)
            {
                lines.Add(Text.Empty);
            }

            bool isHeading = true;
            foreach (string line in table.Lines())
            {
                lines.Add(Line(line, width, isHeading ? Decoration.Bold : Decoration.None));
                isHeading = false;
            }
        }

        return new Rows(lines);
    }

    private static Text Line(string text, int width, Decoration decoration) =>
        new(text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(0, width - 1)), "…"), new Style(decoration: decoration));
}
