using System.Collections.Generic;

namespace NetKit.Cli.Options;

/// <summary>What the command line says about a network, unread; null and empty where it says nothing.</summary>
internal sealed record NetworkChoices
{
    public IReadOnlyList<string> Publish { get; init; } = [];

    public string? Subnet { get; init; }

    /// <summary>The prefix of the IPv6 network; null: none is wanted.</summary>
    public string? Ipv6 { get; init; }

    /// <summary>One for each family at most, like the next two.</summary>
    public IReadOnlyList<string> Gateway { get; init; } = [];

    public IReadOnlyList<string> Dns { get; init; } = [];

    public IReadOnlyList<string> Address { get; init; } = [];

    public string? Mtu { get; init; }

    public bool HostLoopback { get; init; }

    /// <summary>Published TCP ports lead to sockets of the container's namespace.</summary>
    public bool Splice { get; init; }

    public string? Name { get; init; }

    public string? Domain { get; init; }

    public IReadOnlyList<string> Search { get; init; } = [];

    public IReadOnlyList<string> DnsServers { get; init; } = [];

    public string? Loops { get; init; }

    public string? Impair { get; init; }

    public string? Pcap { get; init; }
}
