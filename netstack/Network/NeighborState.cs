namespace NetKit.Netstack.Network;

/// <summary>What is known about a neighbour (RFC 4861 §7.3.2, without the two states that only time their own requests).</summary>
public enum NeighborState : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It has been asked for, or did not answer.</summary>
    Incomplete,

    /// <summary>It was heard a short while ago.</summary>
    Reachable,

    /// <summary>It was heard, but a while ago: its address is used and asked about.</summary>
    Stale,
}
