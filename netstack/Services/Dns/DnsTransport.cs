namespace NetKit.Netstack.Services.Dns;

/// <summary>How a query reached us; it decides how long the answer may be.</summary>
public enum DnsTransport : byte
{
    Udp,
    Tcp,
}
