using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Udp;

/// <summary>A datagram that waits for the end of the turn; its payload is in the sender's slab.</summary>
internal struct QueuedDatagram
{
    public DatagramTarget Target;
    public int Offset;
    public int Length;

    /// <summary>The next one of the same socket, or -1.</summary>
    public int Next;
}
