namespace NetKit.Forwarding.Dns;

/// <summary>How far one upstream server has come with one query.</summary>
internal enum DnsAttemptState : byte
{
    Unasked,

    /// <summary>Asked; the answer may still come.</summary>
    Waiting,

    /// <summary>It cannot be asked, or has refused: no answer will come.</summary>
    Failed,
}
