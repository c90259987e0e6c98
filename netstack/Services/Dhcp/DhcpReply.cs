using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>
/// How long a reply is and where it goes (RFC 2131 §4.1). A length of zero: none is due. The caller adds UDP from port 67 to port 68,
/// IP from the server's address, and Ethernet; it must not ask ARP, since the client does not answer yet.
/// </summary>
public readonly record struct DhcpReply(int Length, IpAddress Destination, MacAddress DestinationMac)
{
    public const ushort ServerPort = 67;

    public const ushort ClientPort = 68;

    public bool IsBroadcast => Destination == IpAddress.BroadcastV4;
}
