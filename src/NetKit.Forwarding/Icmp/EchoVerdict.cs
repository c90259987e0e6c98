namespace NetKit.Forwarding.Icmp;

/// <summary>What became of an echo request of the container.</summary>
public enum EchoVerdict : byte
{
    /// <summary>Sent. The answer, or the error, comes through the outlet, if it comes.</summary>
    Sent,

    /// <summary>
    /// The host lets us open neither a ping socket nor a raw one (see <c>netkit doctor</c>). The container is to be told
    /// "communication administratively prohibited".
    /// </summary>
    Unavailable,

    /// <summary>The host has no route, or its firewall said no; the error has gone to the outlet.</summary>
    Unreachable,

    /// <summary>Dropped and counted: broadcast or multicast destination, full table, full socket.</summary>
    Dropped,
}
