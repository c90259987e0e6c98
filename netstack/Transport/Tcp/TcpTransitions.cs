namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// The arrows of RFC 9293 figure 5 that a segment or the owner's close can cause. Pure and total: a combination without an
/// arrow stays where it is.
/// </summary>
public static class TcpTransitions
{
    /// <summary>The state after an acceptable segment.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="control">What the segment asks.</param>
    /// <param name="sentAcknowledged">
    /// It acknowledges what matters in this state: our SYN before the connection is established, our FIN after.
    /// </param>
    public static TcpState Next(TcpState state, TcpControl control, bool sentAcknowledged) => (state, control, sentAcknowledged) switch
    {
        (_, TcpControl.Reset, _) => TcpState.Closed,

        // §3.10.7.3: SYN-SENT. A SYN without an acknowledgement of ours is a simultaneous open.
        (TcpState.SynSent, TcpControl.Syn, true) => TcpState.Established,
        (TcpState.SynSent, TcpControl.Syn, false) => TcpState.SynReceived,

        // §3.10.7.4, fifth: our SYN is acknowledged; a FIN may come with it.
        (TcpState.SynReceived, TcpControl.None, true) => TcpState.Established,
        (TcpState.SynReceived, TcpControl.Fin, true) => TcpState.CloseWait,

        // §3.10.7.4, eighth: FIN.
        (TcpState.Established, TcpControl.Fin, _) => TcpState.CloseWait,
        (TcpState.FinWait1, TcpControl.Fin, true) => TcpState.TimeWait,
        (TcpState.FinWait1, TcpControl.Fin, false) => TcpState.Closing,
        (TcpState.FinWait1, TcpControl.None, true) => TcpState.FinWait2,
        (TcpState.FinWait2, TcpControl.Fin, _) => TcpState.TimeWait,
        (TcpState.Closing, _, true) => TcpState.TimeWait,
        (TcpState.LastAck, _, true) => TcpState.Closed,

        _ => state,
    };

    /// <summary>The state after the owner said that it sends no more (§3.10.4) and the FIN is queued.</summary>
    public static TcpState OnClose(TcpState state) => state switch
    {
        TcpState.SynReceived or TcpState.Established => TcpState.FinWait1,
        TcpState.CloseWait => TcpState.LastAck,
        _ => state,
    };
}
