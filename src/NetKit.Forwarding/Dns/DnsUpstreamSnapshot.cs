using System;
using NetKit.Interop;

namespace NetKit.Forwarding.Dns;

/// <summary>One upstream server at one moment.</summary>
/// <param name="Endpoint">Where it is.</param>
/// <param name="Sent">Messages sent to it.</param>
/// <param name="Answered">Answers it gave, refusals included.</param>
/// <param name="TimedOut">Queries it left without an answer for longer than it usually takes.</param>
/// <param name="Failed">Queries that could not be sent to it, or that it refused.</param>
/// <param name="SmoothedRtt">How long it takes; null when it has not been measured.</param>
/// <param name="IsResting">It failed repeatedly and is asked after all others.</param>
public sealed record DnsUpstreamSnapshot(
    SocketEndpoint Endpoint, long Sent, long Answered, long TimedOut, long Failed, TimeSpan? SmoothedRtt, bool IsResting);
