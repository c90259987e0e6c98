namespace NetKit.Netstack.Network;

/// <summary>Why a frame from the link went no further.</summary>
public enum DropReason : byte
{
    /// <summary>Cut short, or its fields contradict each other.</summary>
    Malformed,

    BadChecksum,

    /// <summary>The Ethernet destination is somebody else.</summary>
    NotForUs,

    /// <summary>An EtherType or IP protocol that the node does not speak.</summary>
    UnknownProtocol,

    /// <summary>
    /// The source address is not one that a neighbour on this link can have, or one that means nothing where the packet is to go; or a
    /// message of neighbour discovery that came from beyond the link (RFC 4861 §7.1).
    /// </summary>
    BadSource,

    /// <summary>The destination is an address of the link's own network that nobody has, or one that is never routed.</summary>
    BadDestination,

    /// <summary>RFC 1812 §5.3.1: it had come too far already; its sender was told.</summary>
    TimeToLive,

    /// <summary>A fragment whose datagram cannot be put together, or that finds no room.</summary>
    BadFragment,

    /// <summary>An ARP packet or a neighbour advertisement that claims an address of the node.</summary>
    AddressConflict,

    /// <summary>An ICMP message that asks for nothing.</summary>
    IcmpIgnored,
}
