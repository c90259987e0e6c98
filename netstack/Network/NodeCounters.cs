using System;

namespace NetKit.Netstack.Network;

/// <summary>
/// Frames through a node. <see cref="Arrivals"/> = <see cref="Deliveries"/> + <see cref="TotalDrops"/>. What became of a segment or
/// datagram after its delivery is counted by whoever it was delivered to.
/// </summary>
public sealed class NodeCounters
{
    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];

    /// <summary>Frames taken from the link.</summary>
    public long Arrivals { get; internal set; }

    public long OctetsIn { get; internal set; }

    /// <summary>Frames that were understood and given to whom they were for, fragments that wait for others included.</summary>
    public long Deliveries { get; internal set; }

    /// <summary>Frames that the link took.</summary>
    public long FramesOut { get; internal set; }

    public long OctetsOut { get; internal set; }

    /// <summary>Frames that the link refused for good.</summary>
    public long Refused { get; internal set; }

    /// <summary>Packets for a neighbour that has not said where it is.</summary>
    public long Unresolved { get; internal set; }

    public long IcmpErrorsOut { get; internal set; }

    /// <summary>ICMP errors that were due and not sent, since too many had been.</summary>
    public long IcmpErrorsSuppressed { get; internal set; }

    public long EchoReplies { get; internal set; }

    public long TotalDrops
    {
        get
        {
            long total = 0;
            foreach (long drops in _drops)
            {
                total += drops;
            }

            return total;
        }
    }

    public long Drops(DropReason reason) => _drops[(int)reason];

    internal void Drop(DropReason reason) => _drops[(int)reason]++;
}
