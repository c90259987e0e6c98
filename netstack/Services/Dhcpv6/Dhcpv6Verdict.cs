namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>What became of a message. Every message gets exactly one of these, and is counted under it.</summary>
public enum Dhcpv6Verdict : byte
{
    /// <summary>
    /// Octets that are no message, or one without what its type must carry or with what it must not (RFC 8415 §16). No reply.
    /// </summary>
    Malformed,

    /// <summary>The message of a server. No reply.</summary>
    NotARequest,

    /// <summary>It came through a relay agent: this server serves only its own link. No reply.</summary>
    Relayed,

    /// <summary>A message type that is no client's. No reply.</summary>
    Unsupported,

    /// <summary>The client means another server. No reply.</summary>
    OtherServer,

    /// <summary>The client asks to confirm or rebind nothing. No reply.</summary>
    Pointless,

    /// <summary>
    /// A message to this server's own address that must go to all servers (RFC 8415 §18.4). Status UseMulticast where one is due.
    /// </summary>
    NotMulticast,

    /// <summary>No address is free. Advertise or Reply with the status NoAddrsAvail.</summary>
    Exhausted,

    /// <summary>About addresses that the client does not have. Reply with the status NoBinding, or with lifetimes of zero.</summary>
    Stranger,

    /// <summary>About addresses that are not of this link. Reply with the status NotOnLink.</summary>
    WrongLink,

    /// <summary>Advertise.</summary>
    Offered,

    /// <summary>Reply to a Solicit with rapid commit.</summary>
    Committed,

    /// <summary>Reply to a Request.</summary>
    Granted,

    /// <summary>Reply to a Renew or Rebind.</summary>
    Renewed,

    /// <summary>Reply to a Confirm: the addresses are good on this link.</summary>
    Confirmed,

    /// <summary>Reply to an Information-request.</summary>
    Informed,

    /// <summary>The client gave addresses back. Reply.</summary>
    Released,

    /// <summary>The client found its address in use: it is put aside. Reply.</summary>
    Declined,
}
