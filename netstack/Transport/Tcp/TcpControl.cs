namespace NetKit.Netstack.Transport.Tcp;

/// <summary>What an acceptable segment means for the state, after every check is done.</summary>
public enum TcpControl : byte
{
    /// <summary>Data or an acknowledgement.</summary>
    None,

    /// <summary>SYN; with an acknowledgement of ours where that is said separately.</summary>
    Syn,

    /// <summary>FIN, with everything before it received.</summary>
    Fin,

    /// <summary>RST that passed the checks of RFC 5961 §3.</summary>
    Reset,
}
