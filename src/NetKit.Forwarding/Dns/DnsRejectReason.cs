namespace NetKit.Forwarding.Dns;

/// <summary>Why a message from the upstream side was not believed (RFC 5452 §9.1).</summary>
public enum DnsRejectReason : byte
{
    /// <summary>Too short, or not a response.</summary>
    Malformed,

    /// <summary>Nothing with this id was asked from this port; late answers are among these.</summary>
    WrongId,

    /// <summary>Another address or port than the one that was asked.</summary>
    WrongSource,

    /// <summary>It answers another question.</summary>
    WrongQuestion,
}
