namespace NetKit.Netstack.Wire.Ntp;

/// <summary>What happens in the last minute of the month (RFC 5905 §7.3 figure 9).</summary>
public enum NtpLeap : byte
{
    None = 0,

    /// <summary>It has 61 seconds.</summary>
    Insert = 1,

    /// <summary>It has 59 seconds.</summary>
    Delete = 2,

    /// <summary>The clock was never set, or nobody knows any more how well.</summary>
    Unsynchronized = 3,
}
