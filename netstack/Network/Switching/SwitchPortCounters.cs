using System;

namespace NetKit.Netstack.Network.Switching;

/// <summary>
/// Frames through a port. <see cref="FramesIn"/> = <see cref="Forwarded"/> + <see cref="TotalDrops"/>: "in" is what the switch got from the port.
/// </summary>
public sealed class SwitchPortCounters
{
    private readonly long[] _drops = new long[Enum.GetValues<SwitchDropReason>().Length];

    public long FramesIn { get; internal set; }

    public long OctetsIn { get; internal set; }

    /// <summary>Frames from the port that went on to somebody, or were answered by the switch itself.</summary>
    public long Forwarded { get; internal set; }

    /// <summary>Frames that the port's link took.</summary>
    public long FramesOut { get; set; }

    public long OctetsOut { get; set; }

    /// <summary>Frames that the port's link did not take: it was full, down or gone.</summary>
    public long Refused { get; set; }

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

    public long Drops(SwitchDropReason reason) => _drops[(int)reason];

    internal void Drop(SwitchDropReason reason) => _drops[(int)reason]++;
}
