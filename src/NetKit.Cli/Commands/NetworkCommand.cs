using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit network</c>: the networks of a daemon, and who is on them.</summary>
internal static class NetworkCommand
{
    public static Command Create() => new DocumentedCommand(
        "network",
        "Manage the networks of a netkit daemon.",
        "netkit network ls",
        "netkit network create blue --subnet 172.30.0.0/16",
        "netkit network connect blue /run/netns/web --name web",
        "netkit network rm blue")
    {
        List(),
        NetworkCreateCommand.Create(),
        Inspect(),
        Remove(),
        Connect(),
        Disconnect(),
    };

    /// <summary>Everything about one network.</summary>
    public static void Show(OutputKind output, NetworkInfo network)
    {
        if (output.AsJson)
        {
            output.WriteJson(network, ControlJson.Default.NetworkInfo);
            return;
        }

        Table table = new("KEY", "VALUE");
        table.Add("id", network.Id);
        table.Add("name", network.Name);
        table.Add("origin", network.Origin);
        table.Add("subnet", network.Subnet);
        table.Add("gateway", network.Gateway);
        if (network is { SubnetV6: { } subnetV6, GatewayV6: { } gatewayV6 })
        {
            table.Add("ipv6 subnet", subnetV6);
            table.Add("ipv6 gateway", gatewayV6);
        }

        table.Add("mtu", network.Mtu.ToString(CultureInfo.InvariantCulture));
        table.Add("host loopback", network.HostAccess ? "yes" : "no");
        table.Add("internal", network.Internal ? "yes" : "no");
        table.Add("domain", network.Domain);
        table.Add("host interface", network.HostInterface ?? "none");
        table.Add("endpoints", network.Endpoints.ToString(CultureInfo.InvariantCulture));
        table.Add("state", network.State);
        if (network.Notice is { } notice)
        {
            table.Add("notice", notice);
        }

        output.Write(table);
    }

    private static DocumentedCommand List()
    {
        DocumentedCommand command = new("ls", "List the networks.", "netkit network ls", "netkit network ls --json");
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            OutputKind output = client.Output(result);
            NetworkList list = await control.ListNetworksAsync().ConfigureAwait(false);
            if (output.AsJson)
            {
                output.WriteJson(list, ControlJson.Default.NetworkList);
                return;
            }

            Table table = new("NAME", "SUBNET", "GATEWAY", "IPV6", "MTU", "ENDPOINTS", "INTERFACE", "ORIGIN", "STATE");
            foreach (NetworkInfo network in list.Networks)
            {
                table.Add(
                    network.Name,
                    network.Subnet,
                    network.Gateway,
                    network.SubnetV6 ?? "-",
                    network.Mtu.ToString(CultureInfo.InvariantCulture),
                    network.Endpoints.ToString(CultureInfo.InvariantCulture),
                    network.HostInterface ?? "-",
                    network.Origin,
                    network.State);
            }

            output.Write(table);
        });
        return command;
    }

    private static DocumentedCommand Inspect()
    {
        Argument<string> name = Name();
        DocumentedCommand command = new("inspect", "Show a network.", "netkit network inspect blue", "netkit network inspect blue --json") { name };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            Show(client.Output(result), await control.GetNetworkAsync(result.GetRequiredValue(name)).ConfigureAwait(false));
        });
        return command;
    }

    private static DocumentedCommand Remove()
    {
        Argument<string[]> names = new("NETWORK") { Description = "Names or ids.", Arity = ArgumentArity.OneOrMore };
        DocumentedCommand command = new("rm", "Remove networks without endpoints.", "netkit network rm blue", "netkit network rm blue red") { names };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            foreach (string name in result.GetRequiredValue(names))
            {
                await control.RemoveNetworkAsync(name).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static DocumentedCommand Connect()
    {
        Argument<string> network = Name();
        Argument<string> netns = new("NETNS") { Description = "The namespace's file, e.g. /run/netns/web." };
        Option<string> name = new("--name") { Description = "What the others call it.", HelpName = "NAME", Required = true };
        Option<string[]> address = new("--address")
        {
            Description = "Its address; the next free one without. Once for each family.",
            HelpName = "ADDRESS",
        };
        Option<string[]> aliases = new("--alias") { Description = "Another name.", HelpName = "NAME" };
        Option<string> ifname = new("--ifname")
        {
            Description = "What the interface is called inside.",
            HelpName = "NAME",
            DefaultValueFactory = static _ => "eth0",
        };
        DocumentedCommand command = new(
            "connect",
            "Give a network namespace an interface on a network.",
            "netkit network connect blue /run/netns/web --name web",
            "netkit network connect blue /run/netns/db --name db --address 172.30.0.9")
        {
            network, netns, name, address, aliases, ifname,
        };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            FamilyChoice addresses = FamilyChoice.Of(address.Name, result.GetValue(address) ?? []);
            using ControlClient control = client.Connect(result);
            List<string> others = [.. result.GetValue(aliases) ?? []];
            EndpointInfo made = await control.CreateEndpointAsync(new EndpointRequest(
                result.GetRequiredValue(network),
                result.GetRequiredValue(name),
                System.IO.Path.GetFullPath(result.GetRequiredValue(netns)),
                result.GetRequiredValue(ifname),
                addresses.V4,
                others,
                addresses.V6?.ToString())).ConfigureAwait(false);
            OutputKind output = client.Output(result);
            if (output.AsJson)
            {
                output.WriteJson(made, ControlJson.Default.EndpointInfo);
                return;
            }

            output.Writer.WriteLine($"{made.Name} has {made.Address}{(made.AddressV6 is { } v6 ? $" and {v6}" : string.Empty)} on {made.Network}.");
        });
        return command;
    }

    private static DocumentedCommand Disconnect()
    {
        Argument<string> name = new("ENDPOINT") { Description = "Its name, NETWORK/NAME, its address, or its id." };
        DocumentedCommand command = new(
            "disconnect", "Take a namespace's interface away.", "netkit network disconnect web", "netkit network disconnect blue/web") { name };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            await control.RemoveEndpointAsync(result.GetRequiredValue(name)).ConfigureAwait(false);
        });
        return command;
    }

    private static Argument<string> Name() => new("NETWORK") { Description = "Its name, or the beginning of its id." };
}
