namespace NetKit.Netstack.Wire.Ndp;

/// <summary>The options of neighbour discovery that the stack reads or writes (RFC 4861 §4.6, RFC 8106 §5).</summary>
internal enum NdpOptionKind : byte
{
    SourceLinkAddress = 1,
    TargetLinkAddress = 2,
    PrefixInformation = 3,
    Mtu = 5,
    RecursiveDnsServer = 25,
    DnsSearchList = 31,
}
