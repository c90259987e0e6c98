namespace NetKit.Netstack.Network;

/// <summary>What to do about an ARP packet. What its sender says about itself is worth as much as the verdict says.</summary>
public enum ArpVerdict : byte
{
    /// <summary>Not for this node: nothing.</summary>
    Ignored,

    /// <summary>A request for one of our addresses: send the reply, <see cref="NeighborTable.Learn"/> the sender.</summary>
    Answer,

    /// <summary>A reply to us: <see cref="NeighborTable.Learn"/> the sender.</summary>
    Learn,

    /// <summary>Said to everybody: <see cref="NeighborTable.Announce"/> the sender.</summary>
    Announcement,

    /// <summary>Somebody else says that one of our addresses is its own: nothing, but it is counted (RFC 5227 §2.4).</summary>
    Conflict,

    /// <summary>The sender's addresses are not those of one host.</summary>
    BadSender,
}
