using System;
using System.Linq;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// What a <see cref="DnsService"/> has done besides what its front counts. Every query that the front would have forwarded is in the end in
/// exactly one of <see cref="Answered"/>, <see cref="Repeated"/> and the failures; until then it waits. Loop thread only.
/// </summary>
public sealed class DnsCounters
{
    private readonly long[] _failures = new long[Enum.GetValues<DnsFailureReason>().Length];
    private readonly long[] _rejects = new long[Enum.GetValues<DnsRejectReason>().Length];

    /// <summary>Messages that clients sent.</summary>
    public long Queries { get; internal set; }

    /// <summary>Those of them that came over TCP.</summary>
    public long TcpQueries { get; internal set; }

    /// <summary>Queries answered with what an upstream server said.</summary>
    public long Answered { get; internal set; }

    /// <summary>Queries that share the answer to an equal one under way.</summary>
    public long Joined { get; internal set; }

    /// <summary>Queries that the same client had sent already and still waits for.</summary>
    public long Repeated { get; internal set; }

    /// <summary>Messages sent to upstream servers, repetitions included.</summary>
    public long Sent { get; internal set; }

    /// <summary>Answers with TC set: the upstream server's own, and those cut to what the client takes.</summary>
    public long Truncated { get; internal set; }

    /// <summary>Answers of upstream servers that could not be cut to what the client takes, and were not passed on.</summary>
    public long Unfit { get; internal set; }

    /// <summary>Connections opened to upstream servers.</summary>
    public long Connections { get; internal set; }

    /// <summary>Times that the upstream servers have become others.</summary>
    public long ServerChanges { get; internal set; }

    public long TotalFailures => _failures.Sum();

    public long TotalRejects => _rejects.Sum();

    public long Failures(DnsFailureReason reason) => _failures[(int)reason];

    public long Rejects(DnsRejectReason reason) => _rejects[(int)reason];

    internal void Fail(DnsFailureReason reason, int queries) => _failures[(int)reason] += queries;

    internal void Reject(DnsRejectReason reason) => _rejects[(int)reason]++;
}
