namespace NetKit.Netstack.Services.Dhcp;

/// <summary>What became of a message. Every message gets exactly one of these, and is counted under it.</summary>
public enum DhcpVerdict : byte
{
    /// <summary>Octets that are no BOOTP message, or one without what its type must carry. No reply.</summary>
    Malformed,

    /// <summary>The reply of another server. No reply.</summary>
    NotARequest,

    /// <summary>No Ethernet, or an address that no interface can have. No reply.</summary>
    StrangeHardware,

    /// <summary>It came through a relay agent: this server serves only its own link. No reply.</summary>
    Relayed,

    /// <summary>A message type that is no client's. No reply.</summary>
    Unsupported,

    /// <summary>The client has chosen another server. No reply.</summary>
    OtherServer,

    /// <summary>About a lease that the client does not have. No reply.</summary>
    Stranger,

    /// <summary>No address is free. No reply.</summary>
    Exhausted,

    /// <summary>DHCPOFFER.</summary>
    Offered,

    /// <summary>DHCPACK to a request.</summary>
    Acknowledged,

    /// <summary>DHCPACK to a discover with rapid commit (RFC 4039).</summary>
    Committed,

    /// <summary>DHCPACK to an inform: parameters without a lease.</summary>
    Informed,

    /// <summary>BOOTREPLY.</summary>
    Booted,

    /// <summary>DHCPNAK.</summary>
    Refused,

    /// <summary>The client gave its lease back. No reply is due.</summary>
    Released,

    /// <summary>The client found its address in use: it is put aside. No reply is due.</summary>
    Declined,
}
