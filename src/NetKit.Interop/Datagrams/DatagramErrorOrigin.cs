namespace NetKit.Interop.Datagrams;

/// <summary>Who reported an error (SO_EE_ORIGIN_*, linux/errqueue.h).</summary>
public enum DatagramErrorOrigin : byte
{
    None = 0,

    /// <summary>This host, before the datagram left: it did not fit the path's MTU.</summary>
    Local = 1,

    Icmp = 2,
    Icmpv6 = 3,
}
