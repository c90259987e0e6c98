namespace NetKit.Forwarding.Icmp;

/// <summary>By what right this process can ping.</summary>
public enum EchoSocketKind : byte
{
    /// <summary>By none: the group is not in <c>net.ipv4.ping_group_range</c>, and there is no CAP_NET_RAW.</summary>
    None,

    /// <summary>Unprivileged ping sockets.</summary>
    Ping,

    /// <summary>A raw ICMP socket.</summary>
    Raw,
}
