namespace NetKit.Netstack.Wire;

/// <summary>What an IP packet carries (IANA "Assigned Internet Protocol Numbers").</summary>
public enum IpProtocol : byte
{
    HopByHop = 0,
    Icmp = 1,
    Igmp = 2,
    Tcp = 6,
    Udp = 17,
    Routing = 43,
    Fragment = 44,
    Authentication = 51,
    Icmpv6 = 58,
    NoNextHeader = 59,
    DestinationOptions = 60,
}
