using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>What is known of a port before its first frame.</summary>
public sealed record SwitchPortOptions
{
    public SwitchPortKind Kind { get; init; }

    /// <summary>An endpoint's link address: the only one that it may send from. Without meaning for other kinds.</summary>
    public MacAddress Mac { get; init; }

    /// <summary>An endpoint's IP addresses of both families: the only ones that it may send from, link-local IPv6 ones aside.</summary>
    public ImmutableArray<IpAddress> Addresses { get; init; } = [];

    /// <summary>
    /// How many more addresses an endpoint may take, by sending from them, of those that nobody has (<see cref="SwitchOptions.Networks"/>): for one that
    /// configures itself. A further one ends the oldest of them. 0: none.
    /// </summary>
    public int Claims { get; init; }
}
