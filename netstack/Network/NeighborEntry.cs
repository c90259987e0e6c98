using System.Collections.Generic;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>One neighbour of a <see cref="NeighborTable"/>. Reused for others.</summary>
internal sealed class NeighborEntry
{
    public NeighborEntry() => Use = new LinkedListNode<NeighborEntry>(this);

    /// <summary>Where it stands among the others.</summary>
    public LinkedListNode<NeighborEntry> Use { get; }

    public IpAddress Address { get; set; }

    /// <summary>Meaningless while <see cref="IsKnown"/> is false.</summary>
    public MacAddress Mac { get; set; }

    public bool IsKnown { get; set; }

    /// <summary>When the neighbour was last heard.</summary>
    public Instant Heard { get; set; }

    /// <summary>Requests since then.</summary>
    public int Asked { get; set; }

    /// <summary>When the last of them was sent.</summary>
    public Instant LastAsked { get; set; }
}
