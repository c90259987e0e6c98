namespace NetKit.Netstack.Transport.Tcp;

/// <summary>What the connections of a node have done. <c>SegmentsIn</c> = delivered to a connection + dropped by reason.</summary>
public sealed class TcpCounters
{
    public long SegmentsIn { get; internal set; }

    public long SegmentsOut { get; internal set; }

    /// <summary>Octets of payload that were new.</summary>
    public long OctetsIn { get; internal set; }

    /// <summary>Octets of payload sent for the first time.</summary>
    public long OctetsOut { get; internal set; }

    public long Opened { get; internal set; }

    public long Closed { get; internal set; }

    public long ResetsIn { get; internal set; }

    public long ResetsOut { get; internal set; }

    /// <summary>Segments sent again because acknowledgements said that they were lost.</summary>
    public long FastRetransmits { get; internal set; }

    /// <summary>RFC 6298 §5.4: nothing was acknowledged in time. Zero on a link that loses nothing.</summary>
    public long RetransmissionTimeouts { get; internal set; }

    /// <summary>RFC 8985 §7: segments sent to ask for an acknowledgement of the last ones under way.</summary>
    public long TailProbes { get; internal set; }

    /// <summary>RFC 3522: segments that were sent again and had only been late.</summary>
    public long SpuriousRecoveries { get; internal set; }

    /// <summary>RFC 3168: segments with data that a router had marked.</summary>
    public long CongestionMarks { get; internal set; }

    /// <summary>RFC 3168: windows that were reduced since the peer said that a router had marked our segments.</summary>
    public long CongestionEchoes { get; internal set; }

    /// <summary>RFC 1191: segments made smaller since a router on the path could not pass them on.</summary>
    public long PathMtuReductions { get; internal set; }

    public long WindowProbes { get; internal set; }

    public long KeepAlives { get; internal set; }

    /// <summary>Segments that came before the one expected.</summary>
    public long OutOfOrder { get; internal set; }

    /// <summary>Segments without anything new in them, or outside the window.</summary>
    public long OutOfWindow { get; internal set; }

    /// <summary>RFC 7323 §5.2: older than what was received last.</summary>
    public long OldTimestamps { get; internal set; }

    /// <summary>RFC 5961: acknowledgements sent instead of believing a RST, SYN or ACK.</summary>
    public long ChallengeAcks { get; internal set; }

    /// <summary>Payload in the window for which there was no room: only when more gaps are open than are kept.</summary>
    public long NoRoom { get; internal set; }

    /// <summary>SYNs dropped: too many half-open connections, a full table, or no memory left.</summary>
    public long SynsDropped { get; internal set; }
}
