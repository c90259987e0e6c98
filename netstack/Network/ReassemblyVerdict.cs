namespace NetKit.Netstack.Network;

/// <summary>What became of a fragment.</summary>
public enum ReassemblyVerdict : byte
{
    /// <summary>Others are missing.</summary>
    Held,

    /// <summary>It was the last one missing.</summary>
    Complete,

    /// <summary>It was there already, octet for octet, and is ignored (RFC 8200 §4.5 allows it).</summary>
    Duplicate,

    /// <summary>It covers octets of another fragment: the whole datagram is abandoned (RFC 5722 §4).</summary>
    Overlap,

    /// <summary>It and another fragment disagree on where the datagram ends: the whole datagram is abandoned.</summary>
    Contradiction,

    /// <summary>Its datagram has been abandoned before; what still comes of it goes the same way (RFC 5722 §4).</summary>
    Abandoned,

    /// <summary>Some fragments met congestion, others claim not to know ECN: the whole datagram is abandoned (RFC 3168 §5.3).</summary>
    MixedEcn,

    /// <summary>A first fragment that hides the transport header from who looks at it alone (RFC 1858, RFC 3128, RFC 7112).</summary>
    TinyFirst,

    /// <summary>No octets, a length that no fragment can have, or headers that make no sense.</summary>
    Malformed,

    /// <summary>Its datagram needs more fragments or octets than the limits grant one: abandoned.</summary>
    TooMany,
}
