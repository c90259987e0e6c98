using System.CommandLine;
using System.Linq;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit flows</c>: who talks to whom at this moment.</summary>
internal static class FlowsCommand
{
    public static Command Create()
    {
        Option<bool> watch = new("--watch") { Description = "Show them again every second, until interrupted." };
        DocumentedCommand command = new(
            "flows",
            "Show the connections, UDP flows and pings of a running network.",
            "netkit flows",
            "netkit flows --watch --socket web",
            "netkit flows --json | jq '.flows[] | select(.protocol == \"tcp\")'");
        command.Add(watch);
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            using ControlClient control = client.Connect(result);
            OutputKind output = client.Output(result);
            if (!result.GetValue(watch))
            {
                Show(output, await control.ListFlowsAsync().ConfigureAwait(false));
                return;
            }

            await LiveScreen.RunAsync(
                output,
                async () =>
                {
                    FlowList list = await control.ListFlowsAsync().ConfigureAwait(false);
                    return output.AsJson ? Print(output, list) : [TableOf(list)];
                },
                cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static void Show(OutputKind output, FlowList list)
    {
        foreach (Table table in output.AsJson ? Print(output, list) : [TableOf(list)])
        {
            output.Write(table);
        }
    }

    private static Table[] Print(OutputKind output, FlowList list)
    {
        output.WriteJson(list, ControlJson.Default.FlowList);
        return [];
    }

    private static Table TableOf(FlowList list)
    {
        bool ofDaemon = list.Flows.Any(static flow => flow.Network is not null);
        string[] headings = ["PROTOCOL", "DIR", "CONTAINER", "REMOTE", "HOST", "STATE", "OUT", "IN", "AGE", "IDLE"];
        Table table = new(ofDaemon ? [.. headings, "ENDPOINT"] : headings);
        foreach (FlowInfo flow in list.Flows)
        {
            string[] cells =
            [
                flow.Protocol,
                flow.Direction,
                flow.Container.ToString(),
                flow.Remote.ToString(),
                flow.Host.ToString(),
                flow.State,
                Quantity.Octets(flow.OctetsOut),
                Quantity.Octets(flow.OctetsIn),
                Quantity.Duration(flow.AgeSeconds),
                Quantity.Duration(flow.IdleSeconds),
            ];
            table.Add(ofDaemon ? [.. cells, $"{flow.Network}/{flow.Endpoint}"] : [.. cells]);
        }

        return table;
    }
}
