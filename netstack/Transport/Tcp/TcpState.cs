namespace NetKit.Netstack.Transport.Tcp;

/// <summary>The states of RFC 9293 §3.3.2. There is no LISTEN: the node itself listens, on every address and port.</summary>
public enum TcpState : byte
{
    Closed,
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
}
