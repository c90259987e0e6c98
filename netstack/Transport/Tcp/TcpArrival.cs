using System;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>What a segment has changed, for the owner to be told. The order of the bits is the order of telling.</summary>
[Flags]
internal enum TcpArrival : byte
{
    None = 0,
    Opened = 1,

    /// <summary>The payload continues what was received, and nothing is queued before it.</summary>
    Direct = 2,

    Queued = 4,
    Acknowledged = 8,
    PeerClosed = 16,
    Closed = 32,

    /// <summary>RFC 9293 §3.10.7: the segment belongs to another connection; a RST says so.</summary>
    Stray = 64,
}
