using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>A RST for a segment or a connection that has no state any more (RFC 9293 §3.5.2).</summary>
/// <param name="Key">Between whom.</param>
/// <param name="Sequence">What the peer expects next, or zero when it expects nothing yet.</param>
/// <param name="Acknowledgment">What the segment ended with, when it acknowledged nothing itself.</param>
internal readonly record struct StrayReset(FlowKey Key, SeqNum Sequence, SeqNum? Acknowledgment)
{
    public TcpHeader ToHeader() => new()
    {
        SourcePort = Key.LocalPort,
        DestinationPort = Key.RemotePort,
        Sequence = Sequence,
        Acknowledgment = Acknowledgment ?? default,
        Flags = Acknowledgment is null ? TcpFlags.Reset : TcpFlags.Reset | TcpFlags.Ack,
    };
}
