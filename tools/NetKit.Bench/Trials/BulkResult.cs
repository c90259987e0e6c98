using System.Collections.Generic;
using System.Linq;

namespace NetKit.Bench.Trials;

/// <summary>What iperf3 reports.</summary>
/// <param name="ForwardRate">Bits per second that arrived from the client, or from the server where that alone sends.</param>
/// <param name="ReverseRate">Bits per second that arrived from the server, where both send.</param>
/// <param name="Bytes">That arrived.</param>
/// <param name="Retransmits">Segments that the sending kernel sent again.</param>
/// <param name="StreamRates">Bits per second that arrived on each stream.</param>
internal sealed record BulkResult(double ForwardRate, double ReverseRate, double Bytes, double Retransmits, IReadOnlyList<double> StreamRates)
{
    /// <summary>That arrived, both directions together.</summary>
    public double BitsPerSecond => ForwardRate + ReverseRate;

    /// <summary>Jain's index: 1 when all streams get the same, 1/n when one gets all.</summary>
    public double Fairness => JainOf(StreamRates);

    /// <summary>The same of the two directions.</summary>
    public double FairnessOfDirections => JainOf([ForwardRate, ReverseRate]);

    private static double JainOf(IReadOnlyList<double> rates) =>
        rates.Sum() is > 0 and var sum ? sum * sum / (rates.Count * rates.Sum(static rate => rate * rate)) : 0;
}
