namespace NetKit.Netstack.Wire;

/// <summary>
/// A run of octets that arrived out of order: from <paramref name="Start"/> to just before <paramref name="End"/> (RFC 2018 §3).
/// </summary>
public readonly record struct SackBlock(SeqNum Start, SeqNum End);
