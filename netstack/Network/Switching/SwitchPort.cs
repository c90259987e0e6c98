using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>A port of a <see cref="FrameSwitch"/>: what may come from it, and what has.</summary>
public sealed class SwitchPort
{
    internal SwitchPort(SwitchPortOptions options, int rate, int burst)
    {
        Options = options;
        Groups = new GroupLimiter(rate, burst);
    }

    public SwitchPortOptions Options { get; }

    public SwitchPortKind Kind => Options.Kind;

    public SwitchPortCounters Counters { get; } = new();

    /// <summary>Addresses that the endpoint has taken beside those that it was made with, the oldest first.</summary>
    public IReadOnlyCollection<IpAddress> Claimed => Taken;

    internal Queue<IpAddress> Taken { get; } = new();

    /// <summary>What the port may still send to everybody.</summary>
    internal GroupLimiter Groups { get; }

    internal bool Has(IpAddress address) => Options.Addresses.AsSpan().Contains(address);
}
