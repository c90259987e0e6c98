namespace NetKit.Forwarding.Udp;

/// <summary>Why a datagram went no further.</summary>
public enum UdpDropReason : byte
{
    /// <summary>From the container to a multicast or broadcast address: those are not forwarded.</summary>
    Multicast,

    /// <summary>From the container to port 0 or to an unspecified address.</summary>
    BadDestination,

    /// <summary>All mappings (or sessions of published ports) are streams in use.</summary>
    TableFull,

    /// <summary>The host gave no socket: no descriptor or no port left.</summary>
    NoSocket,

    /// <summary>The host socket's send buffer, or the queue behind it, is full.</summary>
    SendBufferFull,

    /// <summary>DF, and longer than the path's MTU; the container was told.</summary>
    TooLong,

    /// <summary>No route, or the host's firewall said no; the container was told.</summary>
    Unreachable,

    /// <summary>The host refused to send for another reason.</summary>
    SendFailed,

    /// <summary>From the host's side: the container has never sent to that address.</summary>
    Filtered,
}
