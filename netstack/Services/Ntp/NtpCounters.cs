namespace NetKit.Netstack.Services.Ntp;

/// <summary>What the server did since it was made. Every message is counted in exactly one of these.</summary>
public readonly record struct NtpCounters
{
    /// <summary>Requests answered with a time.</summary>
    public long Answered { get; init; }

    /// <summary>Requests answered with "there is no time here".</summary>
    public long Unsynchronized { get; init; }

    /// <summary>Shorter than a header.</summary>
    public long Malformed { get; init; }

    /// <summary>A version that is none of 1 to 4.</summary>
    public long BadVersion { get; init; }

    /// <summary>No request: a peer, another server, a monitoring command.</summary>
    public long NotARequest { get; init; }

    /// <summary>More than the limit.</summary>
    public long Limited { get; init; }

    public long Received => Answered + Unsynchronized + Malformed + BadVersion + NotARequest + Limited;
}
