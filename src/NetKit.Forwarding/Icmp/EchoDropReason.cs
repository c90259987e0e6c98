namespace NetKit.Forwarding.Icmp;

/// <summary>Why an echo request of the container went no further.</summary>
public enum EchoDropReason : byte
{
    /// <summary>To a multicast, broadcast or unspecified address.</summary>
    BadDestination,

    /// <summary>The host lets us open no socket for it.</summary>
    Unavailable,

    /// <summary>DF, and longer than the path's MTU; the container was told.</summary>
    TooLong,

    /// <summary>No route, or the host's firewall said no; the container was told.</summary>
    Unreachable,

    /// <summary>The host refused to send for another reason, e.g. a full buffer.</summary>
    SendFailed,
}
