namespace NetKit.Netstack.Wire;

/// <summary>What an Ethernet frame carries (IANA "IEEE 802 Numbers").</summary>
public enum EtherType : ushort
{
    None = 0,
    Ipv4 = 0x0800,
    Arp = 0x0806,
    Vlan = 0x8100,
    Ipv6 = 0x86DD,
}
