using System;
using System.Collections.Immutable;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Tap;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Host;

/// <summary>The host's interface as a TAP in the network namespace of the thread that opens it. It goes with its descriptor.</summary>
[SupportedOSPlatform("linux")]
public sealed class TapHostInterface : IHostInterface
{
    private TapPort? _port;

    public string Name => _port?.InterfaceName ?? string.Empty;

    public ISwitchedLink Link => _port ?? throw new InvalidOperationException("The host's interface is not open.");

    public ImmutableArray<ISwitchedLink> TakeQueues() => [.. _port?.TakeQueues() ?? []];

    public string? Open(HostInterfaceSettings settings)
    {
        if (NetworkInterfaces.IndexOf(settings.Name) != 0)
        {
            return $"The host has an interface {settings.Name} already (of another NetKit?): give this network's another name.";
        }

        // A host without IPv6 has the network's IPv4.
        bool hasIpv6 = settings.SubnetV6 is not null && Directory.Exists("/proc/sys/net/ipv6");
        foreach (IpPrefix subnet in hasIpv6 ? (IpPrefix[])[settings.Subnet, settings.SubnetV6.GetValueOrDefault()] : [settings.Subnet])
        {
            if (RouteConflicts.Find(subnet) is [{ } conflict, ..])
            {
                return $"{subnet} cannot be routed to {settings.Name}: the host has {conflict}. Choose another subnet.";
            }
        }

        TapFailure? failure = TapInNamespace.TryOpenHere(ConfigurationOf(settings, hasIpv6), out _port);
        return failure is null
            ? null
            : $"The host gets no interface {settings.Name} ({failure.Sentence.TrimEnd('.')}): it takes root. Published ports work without it.";
    }

    public void Dispose()
    {
        _port?.Dispose();
        _port = null;
    }

    // No link-local address: it would be the node's, since both have one link address.
    private static TapConfiguration ConfigurationOf(HostInterfaceSettings settings, bool hasIpv6) => new()
    {
        InterfaceName = settings.Name,
        Mtu = settings.Mtu,
        Queues = settings.Queues,
        Mac = settings.Mac,
        Address = settings.Address,
        PrefixLength = settings.Subnet.Length,
        Ipv6 = hasIpv6,
        LinkLocal = false,
        AddressV6 = hasIpv6 ? settings.AddressV6 : null,
        PrefixLengthV6 = settings.SubnetV6?.Length ?? 64,
    };
}
