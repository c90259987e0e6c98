using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace NetKit.Cli.Output;

/// <summary>Shows something again every second: in its place on a terminal, one below the other elsewhere.</summary>
internal static class LiveScreen
{
    private const string Clear = "\u001b[H\u001b[2J";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Until <paramref name="cancellation"/>, or until nobody reads any more; neither is a failure.</summary>
    public static async Task RunAsync(OutputKind output, Func<Task<IReadOnlyList<Table>>> look, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(Interval);
        try
        {
            do
            {
                IReadOnlyList<Table> tables = await look().ConfigureAwait(false);
                if (output.IsTerminal)
                {
                    output.Writer.Write(Clear);
                }

                foreach (Table table in tables)
                {
                    output.Write(table);
                }

                await output.Writer.FlushAsync(cancellation).ConfigureAwait(false);
            }
            while (!output.HasNoReader && await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Whoever watched has seen enough.
        }
    }
}
