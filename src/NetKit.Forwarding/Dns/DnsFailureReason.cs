namespace NetKit.Forwarding.Dns;

/// <summary>Why a query was answered with "server failure" (RFC 1035 §4.1.1, RCODE 2) or with an upstream's own refusal.</summary>
public enum DnsFailureReason : byte
{
    /// <summary>No upstream server is known.</summary>
    NoServer,

    /// <summary>Upstream servers were asked and said nothing in time.</summary>
    Silent,

    /// <summary>Every upstream server's host or network said at once that it cannot be reached.</summary>
    Unreachable,

    /// <summary>Every upstream server that said something refused: the client got the first refusal as it was.</summary>
    Refused,

    /// <summary>As many queries are under way as may be.</summary>
    TableFull,

    /// <summary>The query was one of our own, come back by way of an upstream server.</summary>
    Looped,
}
