using System;
using System.CommandLine;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Cli.Top;
using NetKit.Control.Client;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit top</c>: the fastest flows and what is dropped, every second.</summary>
internal static class TopCommand
{
    public static Command Create()
    {
        Option<bool> watch = new("--watch") { Description = "With --json: print a line every second, until interrupted." };
        DocumentedCommand command = new(
            "top",
            "Show the fastest flows and the drops of a running network: live on a terminal until q or Ctrl-C, once after a second elsewhere.",
            "netkit top",
            "netkit top --socket web",
            "netkit top --json --watch | jq .octetsInPerSecond");
        command.Add(watch);
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            TopView view = new(control.ListFlowsAsync, control.GetStatsAsync, TimeProvider.System);
            await LiveScreen.RunAsync(client.Output(result), view, result.GetValue(watch)).ConfigureAwait(false);
        });
        return command;
    }
}
