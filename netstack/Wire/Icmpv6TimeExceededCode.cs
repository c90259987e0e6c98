namespace NetKit.Netstack.Wire;

/// <summary>Which limit was passed (RFC 4443 §3.3).</summary>
public enum Icmpv6TimeExceededCode : byte
{
    InTransit = 0,
    Reassembly = 1,
}
