namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>The options that the stack reads or writes (RFC 8415 §21, RFC 3646, RFC 5908).</summary>
public enum Dhcpv6OptionCode : ushort
{
    None = 0,
    ClientIdentifier = 1,
    ServerIdentifier = 2,

    /// <summary>IA_NA: the place for an address.</summary>
    Association = 3,

    /// <summary>IA_TA: the place for a temporary address.</summary>
    TemporaryAssociation = 4,

    /// <summary>IAADDR, inside of an association.</summary>
    Address = 5,

    OptionRequest = 6,
    Preference = 7,
    ElapsedTime = 8,
    StatusCode = 13,
    RapidCommit = 14,
    DnsServers = 23,
    DomainList = 24,

    /// <summary>IA_PD: the place for a delegated prefix.</summary>
    PrefixDelegation = 25,

    InformationRefreshTime = 32,
    NtpServer = 56,
}
