namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>The value of option 53 (RFC 2132 §9.6).</summary>
public enum DhcpMessageType : byte
{
    /// <summary>There is no option 53: a BOOTP message (RFC 1534 §2).</summary>
    Bootp = 0,

    Discover = 1,
    Offer = 2,
    Request = 3,
    Decline = 4,
    Acknowledge = 5,
    Refuse = 6,
    Release = 7,
    Inform = 8,
}
