using System.Collections.Immutable;

namespace NetKit.Daemon.State;

/// <summary>A container's place on a network, as it is kept.</summary>
/// <remarks>What may be missing in a file has a setter: the reader that the compiler generates takes initializers for arguments and forgets their defaults.</remarks>
public sealed record EndpointRecord
{
    public required string Id { get; init; }

    public required string NetworkId { get; init; }

    /// <summary>Unique on its network.</summary>
    public required string Name { get; init; }

    public ImmutableArray<string> Aliases { get; set; } = [];

    public required Origin Origin { get; init; }

    public required string Address { get; init; }

    /// <summary>Null: its network has no IPv6.</summary>
    public string? AddressV6 { get; set; }

    public required string Mac { get; init; }

    /// <summary>What its interface is called in NetKit's own network namespace, where it is made and where dockerd brings it back to.</summary>
    public required string Interface { get; init; }

    /// <summary>The file of the namespace that the interface is moved to; null: it has none yet, or has left.</summary>
    public string? Sandbox { get; set; }

    /// <summary>
    /// dockerd has taken it out of its sandbox and is about to remove it. Or it is NetKit's own and on its way into its sandbox or out of it: a start
    /// that finds it so removes it and what there is of its interface, because nobody was told that it is there.
    /// </summary>
    public bool HasLeft { get; set; }

    /// <summary>The name of the interface in <see cref="Sandbox"/> where that is known; otherwise the MAC finds it.</summary>
    public string? InterfaceInside { get; set; }
}
