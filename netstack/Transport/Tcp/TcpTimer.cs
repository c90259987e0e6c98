namespace NetKit.Netstack.Transport.Tcp;

/// <summary>The timers a connection has, each armed at most once.</summary>
public enum TcpTimer : byte
{
    /// <summary>RFC 6298: nothing was acknowledged for too long.</summary>
    Retransmit,

    /// <summary>RFC 8985 §7: the end of what is under way may be lost; ask, before the retransmission timer does.</summary>
    TailProbe,

    /// <summary>RFC 9293 §3.8.6.1: the peer's window is closed; ask whether it has opened.</summary>
    Persist,

    /// <summary>RFC 9293 §3.8.6.3: an acknowledgement that waited for company.</summary>
    DelayedAck,

    /// <summary>RFC 9293 §3.8.4: is the peer still there?</summary>
    KeepAlive,

    /// <summary>RFC 9293 §3.6.1: old duplicates may still be under way.</summary>
    TimeWait,
}
