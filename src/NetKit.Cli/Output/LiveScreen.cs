using System;
using System.Threading;
using System.Threading.Tasks;

namespace NetKit.Cli.Output;

/// <summary>Shows a view: every second in its place on a terminal, once on a pipe, and as a line of JSON every second when that is watched.</summary>
internal static class LiveScreen
{
    /// <summary>Between two looks.</summary>
    public static TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>Until somebody ends it, or nobody reads any more; neither is a failure.</summary>
    public static async Task RunAsync(OutputKind output, ILiveView view, bool isWatched)
    {
        if (output.CanDraw)
        {
            await LiveTerminal.RunAsync(output.Writer, view).ConfigureAwait(false);
            return;
        }

        using PeriodicTimer timer = new(Interval);
        await view.LookAsync().ConfigureAwait(false);
        if (view.ComparesLooks && await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            await view.LookAsync().ConfigureAwait(false);
        }

        view.Print(output);
        while (isWatched && output.AsJson && !output.HasNoReader && await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            await view.LookAsync().ConfigureAwait(false);
            view.Print(output);
            await output.Writer.FlushAsync().ConfigureAwait(false);
        }
    }
}
