using System;

namespace NetKit.Netstack.Services.Dns;

/// <summary>The bounds of a cache.</summary>
public sealed record DnsCacheOptions
{
    /// <summary>Messages held at most. 0 means no cache.</summary>
    public int Entries { get; init; } = 4096;

    /// <summary>Octets of messages held at most.</summary>
    public int Octets { get; init; } = 1 << 20;

    /// <summary>Answers are not kept longer than this, whatever their TTL says (RFC 8767 §4 allows a cap); a developer's host moves.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same for "no such name" and "no such type" (RFC 2308 §5 suggests one to three hours as the most).</summary>
    public TimeSpan LongestNegative { get; init; } = TimeSpan.FromMinutes(5);
}
