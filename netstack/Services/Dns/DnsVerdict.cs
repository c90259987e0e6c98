namespace NetKit.Netstack.Services.Dns;

/// <summary>What is to be done with a message from a client.</summary>
public enum DnsVerdict : byte
{
    /// <summary>The reply is written.</summary>
    Answered,

    /// <summary>Only an upstream server knows.</summary>
    Forward,

    /// <summary>No reply is due: the message is a response itself, or too short to name a query.</summary>
    Drop,
}
