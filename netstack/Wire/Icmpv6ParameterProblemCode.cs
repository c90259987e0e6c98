namespace NetKit.Netstack.Wire;

/// <summary>What a packet had that could not be processed (RFC 4443 §3.4).</summary>
public enum Icmpv6ParameterProblemCode : byte
{
    ErroneousHeaderField = 0,
    UnrecognizedNextHeader = 1,
    UnrecognizedOption = 2,
}
