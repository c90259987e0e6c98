namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>How it went (RFC 8415 §21.13).</summary>
public enum Dhcpv6StatusCode : ushort
{
    Success = 0,
    UnspecifiedFailure = 1,
    NoAddressAvailable = 2,
    NoBinding = 3,
    NotOnLink = 4,
    UseMulticast = 5,
    NoPrefixAvailable = 6,
}
