using System;
using System.Globalization;
using NetKit.Netstack.Link;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>A row of the throughput table: a path, and what a stream over it comes to.</summary>
/// <param name="Congestion">Of both nodes.</param>
/// <param name="Path">The path in each direction.</param>
internal sealed record ThroughputRow(CongestionAlgorithm Congestion, ImpairmentOptions Path)
{
    /// <summary>Octets of each stream.</summary>
    public const long Octets = 4 << 20;

    public const string Title =
        "control    delay/ms   loss reorder     dup corrupt rate/Mb/s |  goodput/Mb/s  time-outs  probes    again  spurious";

    /// <summary>Bits of the stream per second, from the SYN to the last octet.</summary>
    public double Goodput { get; private init; }

    public long Timeouts { get; private init; }

    public long TailProbes { get; private init; }

    /// <summary>Segments sent again since acknowledgements said that they were lost.</summary>
    public long Again { get; private init; }

    public long Spurious { get; private init; }

    /// <summary>The row with its results.</summary>
    public ThroughputRow Run()
    {
        Cable cable = new(impairment: Path, settings: new TcpSettings { Congestion = Congestion });
        cable.Left.Owner.ToSend = Octets;
        _ = cable.Connect();
        cable.RunUntil(() => cable.Right.Owner.HasEnd);
        TcpCounters counters = cable.Left.Node.Tcp.Counters;
        return this with
        {
            Goodput = Octets * 8 * (double)TimeSpan.TicksPerSecond / cable.Now.Ticks,
            Timeouts = counters.RetransmissionTimeouts,
            TailProbes = counters.TailProbes,
            Again = counters.FastRetransmits,
            Spurious = counters.SpuriousRecoveries,
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Congestion,-8} {Path.Delay.TotalMilliseconds,10} {Path.Loss,6:0.0%} {Path.Reordering,7:0.0%} {Path.Duplication,7:0.0%} "
        + $"{Path.Corruption,7:0.0%} {Rate,9} | {Goodput / 1e6,13:0.000} {Timeouts,10} {TailProbes,7} {Again,8} {Spurious,9}");

    private string Rate => Path.BitsPerSecond == 0 ? "-" : (Path.BitsPerSecond / 1_000_000).ToString(CultureInfo.InvariantCulture);
}
