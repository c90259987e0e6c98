using System.CommandLine;
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
        DocumentedCommand command = new(
            "flows",
            "Show the connections, UDP flows and pings of a running network.",
            "netkit flows",
            "watch -n 1 netkit flows --socket web",
            "netkit flows --json | jq '.flows[] | select(.protocol == \"tcp\")'");
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            Show(client.Output(result), await control.ListFlowsAsync().ConfigureAwait(false));
        });
        return command;
    }

    private static void Show(OutputKind output, FlowList list)
    {
        if (output.AsJson)
        {
            output.WriteJson(list, ControlJson.Default.FlowList);
            return;
        }

        Table table = new("PROTOCOL", "DIR", "CONTAINER", "REMOTE", "HOST", "STATE", "OUT", "IN", "AGE", "IDLE");
        foreach (FlowInfo flow in list.Flows)
        {
            table.Add(
                flow.Protocol,
                flow.Direction,
                flow.Container.ToString(),
                flow.Remote.ToString(),
                flow.Host.ToString(),
                flow.State,
                Quantity.Octets(flow.OctetsOut),
                Quantity.Octets(flow.OctetsIn),
                Quantity.Duration(flow.AgeSeconds),
                Quantity.Duration(flow.IdleSeconds));
        }

        output.Write(table);
    }
}
