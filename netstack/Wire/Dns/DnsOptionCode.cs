namespace NetKit.Netstack.Wire.Dns;

/// <summary>EDNS options that NetKit has to know (IANA "DNS EDNS0 Option Codes").</summary>
public enum DnsOptionCode : ushort
{
    ClientSubnet = 8,
    Cookie = 10,
    TcpKeepalive = 11,
    Padding = 12,
}
