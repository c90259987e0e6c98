using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Control.Client;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit top</c>: the fastest flows and what is dropped, every second.</summary>
internal static class TopCommand
{
    private const int MostFlows = 25;

    public static Command Create()
    {
        DocumentedCommand command = new(
            "top", "Watch the fastest flows and the drops of a running network.", "netkit top", "netkit top --socket web");
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using ControlClient control = client.Connect(result);
            FlowRates rates = new();
            Dictionary<string, long> drops = [];
            long looked = Stopwatch.GetTimestamp();
            await LiveScreen.RunAsync(
                client.Output(result),
                async () =>
                {
                    TimeSpan elapsed = Stopwatch.GetElapsedTime(looked);
                    looked = Stopwatch.GetTimestamp();
                    return await LookAsync(control, rates, drops, elapsed).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<IReadOnlyList<Table>> LookAsync(
        ControlClient control, FlowRates rates, Dictionary<string, long> drops, TimeSpan elapsed)
    {
        Table flows = new("PROTOCOL", "DIR", "CONTAINER", "REMOTE", "STATE", "OUT/S", "IN/S", "ENDPOINT");
        foreach ((FlowInfo flow, double octetsOut, double octetsIn) in
            rates.Next((await control.ListFlowsAsync().ConfigureAwait(false)).Flows, elapsed).Take(MostFlows))
        {
            flows.Add(
                flow.Protocol,
                flow.Direction,
                flow.Container.ToString(),
                flow.Remote.ToString(),
                flow.State,
                Quantity.Octets((long)octetsOut),
                Quantity.Octets((long)octetsIn),
                flow.Endpoint ?? string.Empty);
        }

        Table dropped = new("DROPS", "REASON", "ALL", "NEW");
        foreach (DropInfo drop in (await control.GetStatsAsync().ConfigureAwait(false)).Drops.Where(static one => one.Count > 0))
        {
            string key = $"{drop.Group} {drop.Reason}";
            long before = drops.GetValueOrDefault(key);
            drops[key] = drop.Count;
            dropped.Add(drop.Group, drop.Reason, Number(drop.Count), Number(drop.Count - before));
        }

        return [flows, dropped];
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
