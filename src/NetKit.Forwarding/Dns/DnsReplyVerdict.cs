namespace NetKit.Forwarding.Dns;

/// <summary>What an upstream server's message is worth.</summary>
internal enum DnsReplyVerdict : byte
{
    /// <summary>It answers the question, be it with "no such name".</summary>
    Answer,

    /// <summary>The server cannot or will not say; another may.</summary>
    Refusal,

    /// <summary>It is about something else: not ours, or forged.</summary>
    Stranger,
}
