using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;
using NetKit.Control.Ports;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit forward</c>: publishes ports of a running network, lists them, takes them back.</summary>
internal static class ForwardCommand
{
    public static Command Create()
    {
        Argument<string> spec = new("SPEC")
        {
            Description = "[HOSTIP:]HOSTPORT[-END]:PORT[-END][/tcp|/udp], e.g. 8080:80; unix:PATH:PORT, a unix socket on the host that leads to the "
                + "container's PORT; or PORT:unix:PATH, a PORT of the gateway, as the container sees it, that leads to a unix socket on the host.",
        };
        Option<string?> to = new("--to")
        {
            Description = "Which endpoint of a daemon, by its name, NETWORK/NAME, address or id; or which machine of netkit serve, by its name or address.",
            HelpName = "ENDPOINT",
        };
        DocumentedCommand command = new(
            "forward",
            "Publish a port of a running network, list the published ones, or remove one.",
            "netkit forward 8080:80",
            "netkit forward 127.0.0.1:8000-8009:9000-9009 --socket web",
            "netkit forward 5353:53/udp --json",
            "netkit forward 8080:80 --to web",
            "netkit forward unix:/run/web.sock:80",
            "netkit forward 2375:unix:/run/docker.sock --to builder",
            "netkit forward ls",
            "netkit forward rm 3")
        {
            spec,
            to,
            List(),
            Remove(),
        };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(result => AddAsync(client, result, result.GetRequiredValue(spec), result.GetValue(to)));
        return command;
    }

    private static DocumentedCommand List()
    {
        DocumentedCommand command = new("ls", "List the published ports.", "netkit forward ls", "netkit forward ls --json --socket web");
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            Show(client.Output(result), await control.ListForwardsAsync().ConfigureAwait(false));
        });
        return command;
    }

    private static DocumentedCommand Remove()
    {
        Argument<string[]> ids = new("ID") { Description = "As 'netkit forward ls' shows it.", Arity = ArgumentArity.OneOrMore };
        DocumentedCommand command = new(
            "rm", "Stop publishing ports.", "netkit forward rm 3", "netkit forward rm 3 4 5 --socket web")
        {
            ids,
        };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            List<int> numbers = ReadIds(result.GetRequiredValue(ids));
            using ControlClient control = client.Connect(result);
            foreach (int id in numbers)
            {
                await control.RemoveForwardAsync(id).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static async Task AddAsync(ClientOptions client, ParseResult result, string text, string? to)
    {
        if (!PortSpec.TryParse(text, out PortSpec? spec, out string? error))
        {
            throw new UsageException(error);
        }

        using ControlClient control = client.Connect(result);
        Show(client.Output(result), await control.AddForwardsAsync(spec.Expand(), to).ConfigureAwait(false));
    }

    private static List<int> ReadIds(string[] texts)
    {
        List<int> numbers = new(texts.Length);
        foreach (string text in texts)
        {
            numbers.Add(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                ? id
                : throw new UsageException($"'{text}' is not the ID of a published port: 'netkit forward ls' lists them."));
        }

        return numbers;
    }

    private static void Show(OutputKind output, ForwardList list)
    {
        if (output.AsJson)
        {
            output.WriteJson(list, ControlJson.Default.ForwardList);
            return;
        }

        bool ofDaemon = list.Forwards.Any(static one => one.Endpoint is not null);
        bool bothWays = list.Forwards.Any(static one => one.Direction == ForwardDirection.Out);
        string[] headings = bothWays ? ["ID", "PROTOCOL", "HOST", "CONTAINER", "DIR", "STATE"] : ["ID", "PROTOCOL", "HOST", "CONTAINER", "STATE"];
        Table table = new(ofDaemon ? [.. headings, "NETWORK", "ENDPOINT"] : headings);
        foreach (ForwardInfo one in list.Forwards)
        {
            string[] cells =
            [
                one.Id.ToString(CultureInfo.InvariantCulture),
                one.Protocol == PortProtocol.Udp ? "udp" : "tcp",
                one.Host.ToString(),
                one.Container.ToString(),
                .. bothWays ? [one.Direction == ForwardDirection.Out ? "out" : "in"] : Array.Empty<string>(),
                one.State,
            ];
            table.Add(ofDaemon ? [.. cells, one.Network ?? string.Empty, one.Endpoint ?? string.Empty] : [.. cells]);
        }

        output.Write(table);
    }
}
