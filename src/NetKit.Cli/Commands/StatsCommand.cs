using System.CommandLine;
using System.Globalization;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit stats</c>: what has been counted since the start.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        DocumentedCommand command = new(
            "stats",
            "Show the counters of a running network, and what it dropped and why.",
            "netkit stats",
            "netkit stats --json --socket web | jq '.drops[] | select(.count > 0)'");
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            Show(client.Output(result), await control.GetStatsAsync().ConfigureAwait(false));
        });
        return command;
    }

    private static void Show(OutputKind output, StatsInfo stats)
    {
        if (output.AsJson)
        {
            output.WriteJson(stats, ControlJson.Default.StatsInfo);
            return;
        }

        Table table = new("GROUP", "COUNTER", "VALUE");
        foreach (CounterGroup group in stats.Groups)
        {
            foreach (CounterInfo counter in group.Counters)
            {
                table.Add(group.Name, counter.Name, counter.Value.ToString(CultureInfo.InvariantCulture));
            }
        }

        foreach (DropInfo drop in stats.Drops)
        {
            table.Add(drop.Group, $"dropped: {drop.Reason}", drop.Count.ToString(CultureInfo.InvariantCulture));
        }

        output.Write(table);
    }
}
