using System;
using System.Linq;

namespace NetKit.Forwarding.Icmp;

/// <summary>What an <see cref="EchoForwarder"/> has done: <see cref="Offered"/> = <see cref="Sent"/> + drops. Loop thread only.</summary>
public sealed class EchoCounters
{
    private readonly long[] _drops = new long[Enum.GetValues<EchoDropReason>().Length];

    /// <summary>Requests that the container sent here.</summary>
    public long Offered { get; internal set; }

    /// <summary>Requests that host sockets took.</summary>
    public long Sent { get; internal set; }

    public long OctetsSent { get; internal set; }

    /// <summary>Answers handed on to the container.</summary>
    public long Replies { get; internal set; }

    public long OctetsReplied { get; internal set; }

    /// <summary>ICMP errors from the network, carried to the container.</summary>
    public long ErrorsCarried { get; internal set; }

    /// <summary>What sockets heard that was about no flow of ours: raw sockets hear the pings of the whole host.</summary>
    public long Unrelated { get; internal set; }

    public long FlowsOpened { get; internal set; }

    public long FlowsExpired { get; internal set; }

    /// <summary>Flows that ended before their time because the table was full.</summary>
    public long FlowsRecycled { get; internal set; }

    public long TotalDrops => _drops.Sum();

    public long Drops(EchoDropReason reason) => _drops[(int)reason];

    internal void Drop(EchoDropReason reason) => _drops[(int)reason]++;
}
