namespace NetKit.Netstack.Services.Ntp;

/// <summary>How much a server answers.</summary>
public sealed record NtpServerOptions
{
    /// <summary>Replies in a second, over all clients, in the long run. A client asks once in 16 seconds or less often.</summary>
    public int RepliesPerSecond { get; init; } = 1000;

    /// <summary>Replies at once after a quiet time: all containers of a host may start together, each with four requests.</summary>
    public int Burst { get; init; } = 4000;
}
