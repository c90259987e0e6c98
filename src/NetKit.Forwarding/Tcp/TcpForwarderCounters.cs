namespace NetKit.Forwarding.Tcp;

/// <summary>What a <see cref="TcpForwarder"/> has done: <see cref="Requested"/> = connected + refused + those under way. Loop thread only.</summary>
public sealed class TcpForwarderCounters
{
    /// <summary>Connections that the container asked for.</summary>
    public long Requested { get; internal set; }

    /// <summary>Of those, answered with a RST because the host said "connection refused" or the like.</summary>
    public long Refused { get; internal set; }

    /// <summary>Answered with an ICMP error: no route, or forbidden by the host.</summary>
    public long Unreachable { get; internal set; }

    /// <summary>Refused because the host's loopback is closed to the container (<c>--host-loopback</c>).</summary>
    public long HostLoopbackDenied { get; internal set; }

    /// <summary>Refused because the host gave no socket: no descriptor left.</summary>
    public long NoSocket { get; internal set; }

    /// <summary>Clients of published ports.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Of those, reset because the container refused or did not answer.</summary>
    public long AcceptedInVain { get; internal set; }
}
