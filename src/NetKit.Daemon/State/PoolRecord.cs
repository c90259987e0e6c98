using System.Collections.Immutable;

namespace NetKit.Daemon.State;

/// <summary>A range of addresses that NetKit hands out, and which of them are out.</summary>
/// <remarks>What may be missing in a file has a setter: the reader that the compiler generates takes initializers for arguments and forgets their defaults.</remarks>
public sealed record PoolRecord
{
    public required string Id { get; init; }

    /// <summary>In CIDR form.</summary>
    public required string Subnet { get; init; }

    /// <summary>The part of <see cref="Subnet"/> that unnamed addresses come from; null: all of it.</summary>
    public string? Range { get; set; }

    /// <summary>The address given last, so that one given back is not given out again at once; null: none yet.</summary>
    public string? Last { get; set; }

    /// <summary>NetKit took it for a network of its own. Without that network nobody will come for it; one of dockerd's may be waiting for its network.</summary>
    public bool IsOwn { get; set; }

    public ImmutableArray<AddressRecord> Addresses { get; set; } = [];
}
