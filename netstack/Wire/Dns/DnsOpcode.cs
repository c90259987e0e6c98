namespace NetKit.Netstack.Wire.Dns;

/// <summary>What kind of query a message is (RFC 1035 §4.1.1).</summary>
public enum DnsOpcode : byte
{
    Query = 0,
    InverseQuery = 1,
    Status = 2,
    Notify = 4,
    Update = 5,
}
