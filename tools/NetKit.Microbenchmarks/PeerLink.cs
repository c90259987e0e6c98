using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Microbenchmarks;

/// <summary>A link whose other end says what the benchmark tells it to. What the node sends is looked at and forgotten.</summary>
internal sealed class PeerLink(LinkCapabilities capabilities)
{
    private readonly byte[] _incoming = new byte[EthernetHeader.Length + Ipv4Header.MaximumPacketLength];
    private int _length;
    private FrameOffload _offload;

    public LinkCapabilities Capabilities => capabilities;

    public Span<byte> Incoming => _incoming;

    /// <summary>Frames that the node sent.</summary>
    public long Sent { get; private set; }

    /// <summary>The acknowledgement number that the node's last segment asks for.</summary>
    public SeqNum SentUpTo { get; private set; }

    /// <summary>Lets the frame in <see cref="Incoming"/> arrive at the next poll.</summary>
    public void Arrive(int length, FrameOffload offload)
    {
        _length = length;
        _offload = offload;
    }

    public bool TryReceive(out ReceivedFrame frame)
    {
        frame = new ReceivedFrame(_incoming.AsSpan(0, _length), _offload);
        bool isThere = _length > 0;
        _length = 0;
        return isThere;
    }

    public void OnSent(in OutgoingFrame frame)
    {
        Sent++;
        if (EthernetView.TryCreate(frame.Headers, out EthernetView ethernet) is not WireError.None || ethernet.Type != EtherType.Ipv4)
        {
            return;
        }

        ReadOnlySpan<byte> segment = frame.Headers[(EthernetHeader.Length + Ipv4Header.MinimumLength)..];
        if (TcpView.TryCreate(segment, out TcpView view) is WireError.None)
        {
            int syn = (view.Flags & TcpFlags.Syn) != 0 ? 1 : 0;
            SentUpTo = view.Sequence + (frame.Payload.Length + frame.PayloadRest.Length + syn);
        }
    }
}
