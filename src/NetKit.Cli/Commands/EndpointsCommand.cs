using System.CommandLine;
using System.Globalization;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit endpoints</c>: the containers of a running network.</summary>
internal static class EndpointsCommand
{
    public static Command Create()
    {
        DocumentedCommand command = new(
            "endpoints",
            "Show the containers of a running network and their addresses.",
            "netkit endpoints",
            "netkit endpoints --json --socket web");
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            Show(client.Output(result), await control.ListEndpointsAsync().ConfigureAwait(false));
        });
        return command;
    }

    private static void Show(OutputKind output, EndpointList list)
    {
        if (output.AsJson)
        {
            output.WriteJson(list, ControlJson.Default.EndpointList);
            return;
        }

        Table table = new("NAME", "INTERFACE", "ADDRESS", "SUBNET", "GATEWAY", "DNS", "MTU", "HOST LOOPBACK");
        foreach (EndpointInfo one in list.Endpoints)
        {
            table.Add(
                one.Name,
                one.Interface,
                Both(one.Address, one.AddressV6),
                Both(one.Subnet, one.SubnetV6),
                Both(one.Gateway, one.GatewayV6),
                Both(one.Dns ?? "none", one.DnsV6),
                one.Mtu.ToString(CultureInfo.InvariantCulture),
                one.HostLoopback ? "on" : "off");
        }

        output.Write(table);
    }

    private static string Both(string v4, string? v6) => v6 is null ? v4 : $"{v4} {v6}";
}
