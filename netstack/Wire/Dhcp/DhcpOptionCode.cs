namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>Options that NetKit reads or writes (IANA "BOOTP Vendor Extensions and DHCP Options").</summary>
public enum DhcpOptionCode : byte
{
    Pad = 0,
    SubnetMask = 1,
    Router = 3,
    DomainNameServer = 6,
    HostName = 12,
    DomainName = 15,
    InterfaceMtu = 26,
    BroadcastAddress = 28,
    NtpServers = 42,
    RequestedAddress = 50,
    LeaseTime = 51,
    Overload = 52,
    MessageType = 53,
    ServerIdentifier = 54,
    ParameterRequestList = 55,
    Message = 56,
    MaximumMessageSize = 57,
    RenewalTime = 58,
    RebindingTime = 59,
    VendorClass = 60,
    ClientIdentifier = 61,

    /// <summary>RFC 4039.</summary>
    RapidCommit = 80,

    /// <summary>RFC 3397.</summary>
    DomainSearch = 119,

    /// <summary>RFC 3442.</summary>
    ClasslessStaticRoutes = 121,

    End = 255,
}
