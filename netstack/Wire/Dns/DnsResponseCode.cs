namespace NetKit.Netstack.Wire.Dns;

/// <summary>How a query went (RFC 1035 §4.1.1). Codes above 15 need an OPT record to be said (RFC 6891 §6.1.3).</summary>
public enum DnsResponseCode : ushort
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist, whatever the type.</summary>
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}
