using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using NetKit.Control.Ports;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Options;

/// <summary>A network that can be started: the choices read, defaults filled in, and everything checked against everything else.</summary>
internal sealed record NetworkPlan(NetworkSettings Settings, ImmutableArray<PublishedPort> Ports)
{
    public const int SmallestMtu = 576;         // RFC 791 §3.2: what every host must be able to take
    public const int LargestMtu = 65535;

    /// <summary>On a TAP: a multiple of 8 and of 16 after the IP header.</summary>
    public const int UsualMtu = 65520;

    /// <summary>On a virtual machine's link: what any guest takes.</summary>
    public const int MachineMtu = 1500;

    private const string NoDns = "none";
    private const int LongestPrefix = 29;       // room for gateway, DNS and container
    private const int ShortestPrefix = 8;
    private const ushort DnsPort = 53;

    /// <summary>Published TCP ports lead to sockets of the container's namespace, past the stack.</summary>
    public bool Splice { get; init; }

    /// <param name="choices">What was asked for.</param>
    /// <param name="defaultName">The name when none was given.</param>
    /// <param name="defaultMtu">The same of the MTU.</param>
    /// <param name="habits">The same of addresses; null: those of slirp.</param>
    /// <exception cref="UsageException">The choices contradict each other or cannot be read; the sentence names the option.</exception>
    public static NetworkPlan Create(NetworkChoices choices, string defaultName, int defaultMtu = UsualMtu, NetworkHabits? habits = null)
    {
        habits ??= NetworkHabits.Slirp;
        IpPrefix subnet = ReadSubnet(choices.Subnet ?? habits.Subnet);
        FamilyChoice gateways = FamilyChoice.Of("--gateway", choices.Gateway);
        FamilyChoice servers = FamilyChoice.Of("--dns", choices.Dns);
        FamilyChoice addresses = FamilyChoice.Of("--address", choices.Address);
        IpAddress gateway = ReadAddress(gateways, subnet, habits.Gateway);
        IpAddress? dns = servers.V4 == NoDns ? null : ReadAddress(servers, subnet, habits.Dns);
        uint last = subnet.BroadcastV4.V4 - subnet.Address.V4 - 1;
        IpAddress address = ReadAddress(addresses, subnet, Math.Min(habits.Address, last));
        CheckDistinct(gateway, dns, address);
        NetworkSettings settings = new()
        {
            Subnet = subnet,
            Gateway = gateway,
            Dns = dns,
            Address = address,
            Mtu = ReadMtu(choices.Mtu, defaultMtu),
            HostLoopback = choices.HostLoopback,
            Name = choices.Name is { } name ? DomainNames.CheckLabel("--name", name) : defaultName,
            Search = [.. ReadDomains("--search", choices.Search)],
            DnsServers = [.. ReadServers(choices.DnsServers)],
            Loops = ReadLoops(choices),
            Impairment = choices.Impair is { } impair ? ImpairmentText.Read(impair) : null,
            CaptureFile = choices.Pcap,
        };
        settings = Ipv6Plan.Apply(settings, choices.Ipv6, gateways, servers, addresses);
        settings = choices.Domain is { } domain ? settings with { Domain = DomainNames.CheckDomain("--domain", domain) } : settings;
        return new NetworkPlan(settings, [.. ReadPorts(choices.Publish)]) { Splice = choices.Splice };
    }

    /// <exception cref="UsageException">Two have the same address.</exception>
    internal static void CheckDistinct(IpAddress gateway, IpAddress? dns, IpAddress address)
    {
        if (address == gateway)
        {
            throw new UsageException(
                $"The container and the gateway both have the address {address}: choose another --address or --gateway.");
        }

        if (dns == address)
        {
            throw new UsageException($"DNS and the container both have the address {dns}: choose another --dns.");
        }
    }

    private static IpPrefix ReadSubnet(string text)
    {
        if (!IpPrefix.TryParse(text, out IpPrefix subnet) || !subnet.Address.IsV4)
        {
            throw new UsageException($"--subnet {text} is not an IPv4 network: write e.g. {NetworkHabits.Slirp.Subnet}.");
        }

        if (subnet.Length is < ShortestPrefix or > LongestPrefix)
        {
            throw new UsageException(
                $"--subnet {text} must be from /{ShortestPrefix} to /{LongestPrefix}: gateway, DNS and container need an address each.");
        }

        return subnet.Address.IsLoopback || subnet.Address.IsMulticast || subnet.Address.V4 >> 24 == 0
            ? throw new UsageException(
                $"--subnet {text} cannot be used for a network: take a private one (RFC 1918), e.g. {NetworkHabits.Slirp.Subnet}.")
            : subnet;
    }

    private static IpAddress ReadAddress(FamilyChoice choice, IpPrefix subnet, uint defaultOffset)
    {
        string option = choice.Option;
        if (choice.V4 is not { } text)
        {
            return subnet.At(defaultOffset);
        }

        if (!IpAddress.TryParse(text, out IpAddress address) || !address.IsV4)
        {
            string none = option == "--dns" ? $", or '{NoDns}'" : string.Empty;
            throw new UsageException($"{option} {text} is not an IPv4 address: write e.g. {subnet.At(defaultOffset)}{none}.");
        }

        if (!subnet.Contains(address))
        {
            throw new UsageException($"{option} {text} is not in the subnet {subnet}: choose an address of it, or another --subnet.");
        }

        return address == subnet.Address || address == subnet.BroadcastV4
            ? throw new UsageException($"{option} {text} is the network's own or its broadcast address: choose one between.")
            : address;
    }

    private static int ReadMtu(string? text, int usual)
    {
        if (text is null)
        {
            return usual;
        }

        bool valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int mtu)
            && mtu is >= SmallestMtu and <= LargestMtu;
        return valid ? mtu : throw new UsageException($"--mtu {text} is not from {SmallestMtu} to {LargestMtu}.");
    }

    private static int ReadLoops(NetworkChoices choices)
    {
        if (choices.Loops is not { } text)
        {
            return 1;
        }

        bool valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int loops)
            && loops is >= 1 and <= NetworkSettings.MostLoops;
        if (!valid)
        {
            throw new UsageException($"--loops {text} is not from 1 to {NetworkSettings.MostLoops}.");
        }

        return loops > 1 && choices.Impair is not null
            ? throw new UsageException("--impair is one bad link for all connections, which takes one loop: go without --loops.")
            : loops;
    }

    private static IEnumerable<string> ReadDomains(string option, IReadOnlyList<string> domains)
    {
        foreach (string domain in domains)
        {
            yield return DomainNames.CheckDomain(option, domain);
        }
    }

    private static IEnumerable<SocketEndpoint> ReadServers(IReadOnlyList<string> servers)
    {
        foreach (string text in servers)
        {
            if (!EndpointText.TryParse(text, DnsPort, out SocketEndpoint server)
                || server.Address.IsUnspecified || server.Address.IsMulticast)
            {
                throw new UsageException(
                    $"--dns-server {text} is not a server's address: write e.g. 9.9.9.9, 127.0.0.1:5353 or [2620:fe::fe]:53.");
            }

            yield return server;
        }
    }

    private static IEnumerable<PublishedPort> ReadPorts(IReadOnlyList<string> specs)
    {
        foreach (string text in specs)
        {
            if (!PortSpec.TryParse(text, out PortSpec? spec, out string? error))
            {
                throw new UsageException($"--publish: {error}");
            }

            foreach (PublishedPort port in spec.Expand())
            {
                yield return port;
            }
        }
    }
}
