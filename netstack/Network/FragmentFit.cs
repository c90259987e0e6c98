namespace NetKit.Netstack.Network;

/// <summary>How a fragment goes with those that are there.</summary>
internal enum FragmentFit : byte
{
    New,

    /// <summary>The same place; whether the same octets is for the caller to see.</summary>
    SamePlace,

    Overlap,
    Contradiction,
    TooMany,
}
