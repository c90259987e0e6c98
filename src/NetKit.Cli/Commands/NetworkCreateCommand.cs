using System.CommandLine;
using System.Threading.Tasks;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Control.Client;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit network create</c>.</summary>
internal sealed class NetworkCreateCommand
{
    private const int UsualMtu = 1500;
    private const string AnyFreePrefix = "auto";

    private readonly Argument<string> _name = new("NAME") { Description = "Letters, digits, '-', '_' and '.'." };

    private readonly Option<string?> _subnet = new("--subnet") { Description = "The subnet; the next free one without.", HelpName = "CIDR" };

    private readonly Option<string[]> _gateway = new("--gateway")
    {
        Description = "The gateway; the subnet's first address without. Once for each family.",
        HelpName = "ADDRESS",
    };

    private readonly PrefixOption _ipv6 = new(AnyFreePrefix, "-6")
    {
        Description = "IPv6 beside IPv4, in this network (a free unique local one if none is named).",
        HelpName = "PREFIX",
    };

    private readonly Option<int> _mtu = new("--mtu")
    {
        Description = "Octets of the largest IP packet.",
        HelpName = "OCTETS",
        DefaultValueFactory = static _ => UsualMtu,
    };

    private readonly Option<int> _loops = new("--loops")
    {
        Description = "Event loops that share the network's connections, 1 to 16.",
        HelpName = "N",
        DefaultValueFactory = static _ => 1,
    };

    private readonly Option<bool> _hostAccess = new("--host-loopback")
    {
        Description = "Let endpoints reach the host's loopback at the gateway's address.",
    };

    private readonly Option<bool> _isInternal = new("--internal") { Description = "Nothing leads out." };

    private readonly Option<string?> _domain = new("--domain") { Description = "The domain of the endpoints' names.", HelpName = "NAME" };

    private readonly Option<string[]> _dns = new("--dns-server")
    {
        Description = "Look names up here instead of at the system's resolvers.",
        HelpName = "ADDRESS[:PORT]",
    };

    private readonly Option<string?> _host = new("--host-interface")
    {
        Description = "The name of the host's own interface, or none.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _multicast = new("--host-multicast")
    {
        Description = "Let the host's interface hear what endpoints say to groups and to all, e.g. mDNS and SSDP.",
    };

    private readonly ClientOptions _client = new();

    public static Command Create()
    {
        NetworkCreateCommand options = new();
        DocumentedCommand command = new(
            "create",
            "Create a network.",
            "netkit network create blue",
            "netkit network create lab --subnet 10.77.0.0/24 --internal",
            "netkit network create six --ipv6 fd00:66::/64")
        {
            options._name, options._subnet, options._gateway, options._ipv6, options._mtu, options._loops, options._hostAccess, options._isInternal, options._domain,
            options._dns, options._host, options._multicast,
        };
        _ = options._client.AddTo(command);
        command.SetAction((result, _) => options.RunAsync(result));
        return command;
    }

    private async Task RunAsync(ParseResult result)
    {
        using ControlClient control = _client.Connect(result);
        NetworkInfo made = await control.CreateNetworkAsync(Request(result)).ConfigureAwait(false);
        NetworkCommand.Show(_client.Output(result), made);
    }

    private NetworkRequest Request(ParseResult result)
    {
        FamilyChoice gateways = FamilyChoice.Of(_gateway.Name, result.GetValue(_gateway) ?? []);
        string? prefix = result.GetValue(_ipv6);
        return new NetworkRequest(
            result.GetRequiredValue(_name),
            result.GetValue(_subnet),
            gateways.V4,
            result.GetValue(_mtu),
            result.GetValue(_hostAccess),
            result.GetValue(_isInternal),
            result.GetValue(_domain),
            result.GetValue(_dns),
            result.GetValue(_host),
            result.GetValue(_multicast),
            prefix is not null,
            prefix == AnyFreePrefix ? null : prefix,
            gateways.V6?.ToString(),
            result.GetValue(_loops));
    }
}
