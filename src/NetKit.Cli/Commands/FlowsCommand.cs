using System;
using System.CommandLine;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Cli.Top;
using NetKit.Control.Client;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit flows</c>: who talks to whom at this moment.</summary>
internal static class FlowsCommand
{
    public static Command Create()
    {
        Option<bool> watch = new("--watch")
        {
            Description = "On a terminal show them live, the fastest first, until q or Ctrl-C; with --json print a line every second.",
        };
        DocumentedCommand command = new(
            "flows",
            "Show the connections, UDP flows and pings of a running network.",
            "netkit flows",
            "netkit flows --watch --socket web",
            "netkit flows --json | jq '.flows[] | select(.protocol == \"tcp\")'");
        command.Add(watch);
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            FlowsView view = new(control.ListFlowsAsync, TimeProvider.System);
            if (result.GetValue(watch))
            {
                await LiveScreen.RunAsync(client.Output(result), view, isWatched: true).ConfigureAwait(false);
                return;
            }

            await view.LookAsync().ConfigureAwait(false);
            view.Print(client.Output(result));
        });
        return command;
    }
}
