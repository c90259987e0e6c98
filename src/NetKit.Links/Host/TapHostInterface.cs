using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Tap;

namespace NetKit.Links.Host;

/// <summary>The host's interface as a TAP in the network namespace of the thread that opens it. It goes with its descriptor.</summary>
[SupportedOSPlatform("linux")]
public sealed class TapHostInterface : IHostInterface
{
    private TapPort? _port;

    public string Name => _port?.InterfaceName ?? string.Empty;

    public ISwitchedLink Link => _port ?? throw new InvalidOperationException("The host's interface is not open.");

    public string? Open(HostInterfaceSettings settings)
    {
        if (NetworkInterfaces.IndexOf(settings.Name) != 0)
        {
            return $"The host has an interface {settings.Name} already (of another NetKit?): give this network's another name.";
        }

        IReadOnlyList<RouteConflict> conflicts = RouteConflicts.Find(settings.Subnet);
        if (conflicts.Count > 0)
        {
            return $"{settings.Subnet} cannot be routed to {settings.Name}: the host has {conflicts[0]}. Choose another subnet.";
        }

        TapFailure? failure = TapInNamespace.TryOpenHere(ConfigurationOf(settings), out _port);
        return failure is null
            ? null
            : $"The host gets no interface {settings.Name} ({failure.Sentence.TrimEnd('.')}): it takes root. Published ports work without it.";
    }

    public void Dispose()
    {
        _port?.Dispose();
        _port = null;
    }

    // IPv6 stays off until the network has it: the link-local address would be the node's, since both have one link address.
    private static TapConfiguration ConfigurationOf(HostInterfaceSettings settings) => new()
    {
        InterfaceName = settings.Name,
        Mtu = settings.Mtu,
        Mac = settings.Mac,
        Address = settings.Address,
        PrefixLength = settings.Subnet.Length,
        Ipv6 = false,
    };
}
