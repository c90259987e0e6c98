namespace NetKit.Netstack.Wire.Dns;

/// <summary>Record and query classes (RFC 1035 §3.2.4).</summary>
public enum DnsClass : ushort
{
    None = 0,
    Internet = 1,
    Chaos = 3,
    Any = 255,
}
