using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>An endpoint of a network and what it takes up there. Loop thread only.</summary>
internal sealed class NetworkMember(EndpointOptions options, string interfaceName, FabricPort port)
{
    private const int LongestLabel = 63;

    public EndpointOptions Options { get; set; } = options;

    public FabricPort Port { get; } = port;

    /// <summary>All addresses that it may send from, link-local ones aside.</summary>
    public ImmutableArray<IpAddress> Addresses => Port.Port.Options.Addresses;

    /// <summary>The interface's name when it was attached.</summary>
    public string InterfaceName => interfaceName;

    /// <summary>Numbers of its published ports.</summary>
    public HashSet<int> Forwards { get; } = [];

    /// <summary>Its names in the network's zone: its own first, so that it is what a reverse lookup gives.</summary>
    public IEnumerable<DnsHost> Names
    {
        get
        {
            ImmutableArray<IpAddress> addresses = Options.AddressV6 is { } v6 ? [Options.Address, v6] : [Options.Address];
            return Options.Aliases.Prepend(Options.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new DnsHost(name, addresses));
        }
    }

    /// <summary>The name that DHCP gives it (RFC 1123 §2.1); null when nothing of its own name can be one.</summary>
    public string? HostName
    {
        get
        {
            StringBuilder label = new();
            foreach (char letter in Options.Name)
            {
                _ = label.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
            }

            string name = label.ToString().Trim('-');
            return name.Length is 0 or > LongestLabel ? null : name;
        }
    }

    /// <summary>What the network's first loop has carried of it.</summary>
    public EndpointSnapshot Snapshot()
    {
        (long octetsIn, long octetsOut, long drops) = Port.Traffic;
        return new EndpointSnapshot(Options, interfaceName, octetsIn, octetsOut, drops);
    }
}
