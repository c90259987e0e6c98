using System;
using System.Collections.Immutable;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Dns;

/// <summary>How one network's DNS address answers.</summary>
public sealed record DnsServiceOptions
{
    public const string SystemResolverFile = "/etc/resolv.conf";

    public const string SystemHostsFile = "/etc/hosts";

    /// <summary>The names that are ours.</summary>
    public DnsZoneOptions Zone { get; init; } = new();

    public DnsCacheOptions Cache { get; init; } = new();

    /// <summary>Upstream servers instead of the system's; port 0 is 53. Empty: the system's are found and followed.</summary>
    public ImmutableArray<SocketEndpoint> Servers { get; init; } = [];

    /// <summary>Only our own names and the hosts file are known; nothing is asked of others. For networks that lead nowhere.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The resolv.conf(5) that names the system's resolvers. Another than the system's is read by NetKit itself.</summary>
    public string ResolverFile { get; init; } = SystemResolverFile;

    /// <summary>The hosts(5) file to follow; empty for none.</summary>
    public string HostsFile { get; init; } = SystemHostsFile;

    /// <summary>Addresses that belong to NetKit: an upstream server there would be ourselves, so it is refused.</summary>
    public ImmutableArray<IpAddress> OwnAddresses { get; init; } = [];

    /// <summary>How often the files are looked at, for what the system does not report.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// When a query that nobody answers is given up. Below the 5 s after which resolvers commonly ask again or elsewhere (resolv.conf(5),
    /// "timeout"), so that they hear of it.
    /// </summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Different queries under way at most.</summary>
    public int MaximumPending { get; init; } = 1_024;

    /// <summary>Clients at most that wait for the same answer.</summary>
    public int MaximumWaiters { get; init; } = 64;

    /// <summary>
    /// How long a connection to an upstream server stays open without a query (RFC 7766 §6.2.3: "of the order of a few seconds").
    /// </summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(10);
}
