using System;
using System.Linq;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>What a <see cref="DhcpServer"/> has done. <see cref="Received"/> is the sum over all verdicts.</summary>
public sealed class DhcpCounters
{
    private readonly long[] _verdicts = new long[Enum.GetValues<DhcpVerdict>().Length];

    /// <summary>Messages judged.</summary>
    public long Received => _verdicts.Sum();

    /// <summary>Leases and offers whose time ran out.</summary>
    public long Expired { get; internal set; }

    /// <summary>Addresses given to a client while an earlier one might have come back for it.</summary>
    public long Recycled { get; internal set; }

    /// <summary>Options that found no room in a reply.</summary>
    public long OptionsLeftOut { get; internal set; }

    public long Of(DhcpVerdict verdict) => _verdicts[(int)verdict];

    internal void Count(DhcpVerdict verdict) => _verdicts[(int)verdict]++;
}
