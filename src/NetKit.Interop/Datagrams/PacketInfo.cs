namespace NetKit.Interop.Datagrams;

/// <summary>
/// Where things lie in <c>struct in_pktinfo { int ifindex; struct in_addr spec_dst; struct in_addr addr; }</c> and
/// <c>struct in6_pktinfo { struct in6_addr addr; unsigned int ifindex; }</c> (ip(7), RFC 3542 §6).
/// </summary>
internal static class PacketInfo
{
    public const int V4Length = 12;
    public const int V6Length = 20;

    /// <summary>The local address: the one to answer from, or to send from. In IPv6 it is at the beginning.</summary>
    public const int SpecificDestinationAt = 4;

    /// <summary>The destination in the packet's own header.</summary>
    public const int HeaderDestinationAt = 8;
}
