namespace NetKit.Netstack.Wire;

/// <summary>Why octets are not the header they should be. One of these costs a counter, never an exception.</summary>
public enum WireError : byte
{
    None,

    /// <summary>Fewer octets than the header, or than its length field claims.</summary>
    Truncated,

    /// <summary>A length field contradicts the header it stands in.</summary>
    BadLength,

    /// <summary>Another version of the protocol.</summary>
    BadVersion,

    /// <summary>The checksum does not match.</summary>
    BadChecksum,

    /// <summary>A field has a value that has no meaning there.</summary>
    BadValue,
}
