namespace NetKit.Netstack.Transport.Tcp;

/// <summary>How a connection ended.</summary>
public enum TcpCloseReason : byte
{
    None,

    /// <summary>Both sides have said that they are done, and heard that the other knows.</summary>
    Finished,

    /// <summary>The peer sent a RST.</summary>
    Reset,

    /// <summary>The peer sent a RST instead of an answer to our SYN.</summary>
    Refused,

    /// <summary>The peer did not acknowledge for too long, or did not answer keep-alive probes.</summary>
    TimedOut,

    /// <summary>The owner aborted it.</summary>
    Aborted,
}
