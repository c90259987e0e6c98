namespace NetKit.Netstack.Wire;

/// <summary>What an ARP packet wants (RFC 826, "opcode").</summary>
public enum ArpOperation : ushort
{
    None,
    Request,
    Reply,
}
