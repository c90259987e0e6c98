namespace NetKit.Netstack.Network;

/// <summary>What a table made of what it was told.</summary>
public enum NeighborUpdate : byte
{
    /// <summary>Nothing: no address of one host, or a neighbour that nobody asked for.</summary>
    Ignored,

    /// <summary>A neighbour that was not known: what waits for it can be sent.</summary>
    Added,

    /// <summary>As it was known.</summary>
    Confirmed,

    /// <summary>The neighbour has another link address now.</summary>
    Moved,
}
