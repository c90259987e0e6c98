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
    private const int UsualMtu = 1500;

    public static Command Create() => new DocumentedCommand(
        "network",
        "Manage the networks of a netkit daemon.",
        "netkit network ls",
        "netkit network create blue --subnet 172.30.0.0/16",
        "netkit network connect blue /run/netns/web --name web",
        "netkit network rm blue")
    {
        List(),
        Add(),
        Inspect(),
        Remove(),
        Connect(),
        Disconnect(),
    };

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

            Table table = new("NAME", "SUBNET", "GATEWAY", "MTU", "ENDPOINTS", "INTERFACE", "ORIGIN", "STATE");
            foreach (NetworkInfo network in list.Networks)
            {
                table.Add(
                    network.Name,
                    network.Subnet,
                    network.Gateway,
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

    private static DocumentedCommand Add()
    {
        Argument<string> name = new("NAME") { Description = "Letters, digits, '-', '_' and '.'." };
        Option<string?> subnet = new("--subnet") { Description = "The subnet; the next free one without.", HelpName = "CIDR" };
        Option<string?> gateway = new("--gateway") { Description = "The gateway; the subnet's first address without.", HelpName = "ADDRESS" };
        Option<int> mtu = new("--mtu")
        {
            Description = "Octets of the largest IP packet.",
            HelpName = "OCTETS",
            DefaultValueFactory = static _ => UsualMtu,
        };
        Option<bool> hostAccess = new("--host-loopback") { Description = "Let endpoints reach the host's loopback at the gateway's address." };
        Option<bool> isInternal = new("--internal") { Description = "Nothing leads out." };
        Option<string?> domain = new("--domain") { Description = "The domain of the endpoints' names.", HelpName = "NAME" };
        Option<string[]> dns = new("--dns-server") { Description = "Look names up here instead of at the system's resolvers.", HelpName = "ADDRESS[:PORT]" };
        Option<string?> host = new("--host-interface") { Description = "The name of the host's own interface, or none.", HelpName = "NAME" };
        Option<bool> multicast = new("--host-multicast")
        {
            Description = "Let the host's interface hear what endpoints say to groups and to all, e.g. mDNS and SSDP.",
        };
        DocumentedCommand command = new(
            "create",
            "Create a network.",
            "netkit network create blue",
            "netkit network create lab --subnet 10.77.0.0/24 --internal")
        {
            name, subnet, gateway, mtu, hostAccess, isInternal, domain, dns, host, multicast,
        };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            using ControlClient control = client.Connect(result);
            NetworkInfo made = await control.CreateNetworkAsync(new NetworkRequest(
                result.GetRequiredValue(name),
                result.GetValue(subnet),
                result.GetValue(gateway),
                result.GetValue(mtu),
                result.GetValue(hostAccess),
                result.GetValue(isInternal),
                result.GetValue(domain),
                result.GetValue(dns),
                result.GetValue(host),
                result.GetValue(multicast))).ConfigureAwait(false);
            Show(client.Output(result), made);
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
        Option<string?> address = new("--address") { Description = "Its address; the next free one without.", HelpName = "ADDRESS" };
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
            using ControlClient control = client.Connect(result);
            List<string> others = [.. result.GetValue(aliases) ?? []];
            EndpointInfo made = await control.CreateEndpointAsync(new EndpointRequest(
                result.GetRequiredValue(network),
                result.GetRequiredValue(name),
                System.IO.Path.GetFullPath(result.GetRequiredValue(netns)),
                result.GetRequiredValue(ifname),
                result.GetValue(address),
                others)).ConfigureAwait(false);
            OutputKind output = client.Output(result);
            if (output.AsJson)
            {
                output.WriteJson(made, ControlJson.Default.EndpointInfo);
                return;
            }

            output.Writer.WriteLine($"{made.Name} has {made.Address} on {made.Network}.");
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

    private static void Show(OutputKind output, NetworkInfo network)
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
}
