using System.CommandLine;

namespace NetKit.Cli.Options;

/// <summary>The options that describe a network, the same for every command that starts one.</summary>
/// <param name="who">Whose network it is.</param>
/// <param name="usualMtu">The MTU when none is given.</param>
/// <param name="hasTap">There is one container, on a TAP of its own: the link can be made bad and can have several queues, and ports can go past it.</param>
internal sealed class NetworkOptions(string who = "container", int usualMtu = NetworkPlan.UsualMtu, bool hasTap = true)
{
    private readonly Option<string[]> _publish = new("--publish", "-p")
    {
        Description = "Publish a port: [HOSTIP:]HOSTPORT[-END]:PORT[-END][/tcp|/udp]; or with a unix socket of the host: unix:PATH:PORT leads to the "
            + $"{who}'s PORT, PORT:unix:PATH lets the gateway's PORT lead to the socket. May be repeated.",
        HelpName = "SPEC",
    };

    private readonly Option<string?> _subnet = new("--subnet")
    {
        Description = $"The {who}'s network (10.0.2.0/24).",
        HelpName = "CIDR",
    };

    private readonly PrefixOption _ipv6 = new(OptionalValue.DefaultPrefix, "-6")
    {
        Description = $"Give the {who} IPv6 beside IPv4, in this network ({OptionalValue.DefaultPrefix} if none is named).",
        HelpName = "PREFIX",
    };

    private readonly Option<string[]> _gateway = new("--gateway")
    {
        Description = "NetKit's address (.2, ::2). Once for each family.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string[]> _dns = new("--dns")
    {
        Description = "Where DNS is answered (.3, ::3), or 'none'. Once for each family.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string[]> _address = new("--address")
    {
        Description = $"The {who}'s address (.100, ::64). Once for each family.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _mtu = new("--mtu") { Description = $"Octets of the largest IP packet ({usualMtu}).", HelpName = "OCTETS" };

    private readonly Option<bool> _hostLoopback = new("--host-loopback")
    {
        Description = "Let the gateway's ports lead to the host's 127.0.0.1 (off).",
    };

    private readonly Option<bool> _splice = new("--splice")
    {
        Description = "Lead clients of published TCP ports through sockets made inside: fastest in bulk, but the container sees them all as its own "
            + "address, captures do not see them, and --impair does not touch them (off).",
    };

    private readonly Option<string?> _name = new("--name")
    {
        Description = $"What the {who} is called in DNS, and the instance by 'netkit forward --socket'.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _domain = new("--domain")
    {
        Description = "The domain of NAME (netkit.internal).",
        HelpName = "DOMAIN",
    };

    private readonly Option<string[]> _search = new("--search")
    {
        Description = "A domain to search. May be repeated.",
        HelpName = "DOMAIN",
    };

    private readonly Option<string[]> _dnsServer = new("--dns-server")
    {
        Description = "Ask this DNS server instead of the system's. May be repeated.",
        HelpName = "ADDRESS[:PORT]",
    };

    private readonly Option<string?> _impair = new("--impair")
    {
        Description = "Make the link bad, each way: delay=50ms,jitter=5ms,loss=1%,dup=1%,reorder=1%,corrupt=1%,rate=10mbit,seed=1.",
        HelpName = "LIST",
    };

    private readonly Option<string?> _loops = new("--loops")
    {
        Description = "Event loops that share the connections, 1 to 16 (1): one for each processor that NetKit may have. Takes root.",
        HelpName = "N",
    };

    private readonly Option<string?> _pcap = new("--pcap") { Description = "Write every frame to this pcapng file.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_publish);
        command.Add(_subnet);
        command.Add(_ipv6);
        command.Add(_gateway);
        command.Add(_dns);
        command.Add(_address);
        command.Add(_mtu);
        command.Add(_hostLoopback);
        command.Add(_name);
        command.Add(_domain);
        command.Add(_search);
        command.Add(_dnsServer);
        if (hasTap)
        {
            command.Add(_splice);
            command.Add(_loops);
            command.Add(_impair);
        }

        command.Add(_pcap);
    }

    public NetworkChoices Read(ParseResult result) => new()
    {
        Publish = result.GetValue(_publish) ?? [],
        Subnet = result.GetValue(_subnet),
        Ipv6 = result.GetValue(_ipv6),
        Gateway = result.GetValue(_gateway) ?? [],
        Dns = result.GetValue(_dns) ?? [],
        Address = result.GetValue(_address) ?? [],
        Mtu = result.GetValue(_mtu),
        HostLoopback = result.GetValue(_hostLoopback),
        Splice = hasTap && result.GetValue(_splice),
        Name = result.GetValue(_name),
        Domain = result.GetValue(_domain),
        Search = result.GetValue(_search) ?? [],
        DnsServers = result.GetValue(_dnsServer) ?? [],
        Loops = hasTap ? result.GetValue(_loops) : null,
        Impair = hasTap ? result.GetValue(_impair) : null,
        Pcap = result.GetValue(_pcap),
    };
}
