namespace NetKit.Netstack.Network.Switching;

/// <summary>Why a switch let a frame go no further.</summary>
public enum SwitchDropReason : byte
{
    /// <summary>None: the frame went on.</summary>
    None,

    /// <summary>Cut short, or its fields contradict each other.</summary>
    Malformed,

    /// <summary>Another protocol than IPv4, ARP and IPv6. What cannot be checked for its sender is not carried.</summary>
    UnknownProtocol,

    /// <summary>The sender's link address is not the one that its port has.</summary>
    BadMac,

    /// <summary>The sender's IP address, or what its ARP packet says of itself, is not what its port has.</summary>
    BadSource,

    /// <summary>Nobody on the network has the link address that it is for.</summary>
    UnknownDestination,

    /// <summary>It is for where it came from.</summary>
    Hairpin,

    /// <summary>An ARP request or neighbour solicitation for an address that nobody has, or that the asker itself has.</summary>
    Unanswered,

    /// <summary>More frames to everybody than a port may send.</summary>
    TooManyToGroup,

    /// <summary>An endpoint that says it is a router (RFC 6105), or a DHCP server.</summary>
    Rogue,
}
