using System.Collections.Immutable;

namespace NetKit.Daemon.State;

/// <summary>Names that all networks answer for, as they are kept.</summary>
/// <remarks>What may be missing in a file has a setter: the reader that the compiler generates takes initializers for arguments and forgets their defaults.</remarks>
public sealed record ZoneRecord
{
    /// <summary>The domain, without the dot at its end.</summary>
    public required string Domain { get; init; }

    public ImmutableArray<NameRecord> Names { get; set; } = [];
}
