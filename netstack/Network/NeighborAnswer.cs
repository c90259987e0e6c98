namespace NetKit.Netstack.Network;

/// <summary>What to do with a packet for a neighbour.</summary>
public enum NeighborAnswer : byte
{
    /// <summary>Send it.</summary>
    Known,

    /// <summary>
    /// Send it, and ask the neighbour itself (not everybody) whether it is still there (RFC 1122 §2.3.2.1 (2), "unicast poll").
    /// </summary>
    KnownAskAgain,

    /// <summary>Ask everybody now, with an ARP request or a neighbour solicitation; the packet has to wait or to go.</summary>
    AskFirst,

    /// <summary>It has been asked for less than a second ago.</summary>
    Waiting,

    /// <summary>It did not answer: the packet's sender may be told that the host is unreachable.</summary>
    Failed,
}
