namespace NetKit.Netstack.Wire;

/// <summary>Which time ran out (RFC 792).</summary>
public enum Icmpv4TimeExceededCode : byte
{
    InTransit = 0,
    Reassembly = 1,
}
