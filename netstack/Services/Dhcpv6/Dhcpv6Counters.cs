using System;
using System.Linq;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>What a <see cref="Dhcpv6Server"/> has done. <see cref="Received"/> is the sum over all verdicts.</summary>
public sealed class Dhcpv6Counters
{
    private readonly long[] _verdicts = new long[Enum.GetValues<Dhcpv6Verdict>().Length];

    /// <summary>Messages judged.</summary>
    public long Received => _verdicts.Sum();

    /// <summary>Leases and offers whose time ran out.</summary>
    public long Expired { get; internal set; }

    /// <summary>Addresses given to a client while an earlier one might have come back for it.</summary>
    public long Recycled { get; internal set; }

    /// <summary>Options that found no room in a reply.</summary>
    public long OptionsLeftOut { get; internal set; }

    public long Of(Dhcpv6Verdict verdict) => _verdicts[(int)verdict];

    internal void Count(Dhcpv6Verdict verdict) => _verdicts[(int)verdict]++;
}
