using System.Collections.Generic;
using System.Linq;

namespace NetKit.Bench.Trials;

/// <summary>What iperf3 reports.</summary>
/// <param name="BitsPerSecond">That arrived, both directions together.</param>
/// <param name="Bytes">That arrived.</param>
/// <param name="Retransmits">Segments that the sending kernel sent again.</param>
/// <param name="StreamRates">Bits per second that arrived on each stream.</param>
internal sealed record BulkResult(double BitsPerSecond, double Bytes, double Retransmits, IReadOnlyList<double> StreamRates)
{
    /// <summary>Jain's index: 1 when all streams get the same, 1/n when one gets all.</summary>
    public double Fairness =>
        StreamRates.Sum() is > 0 and var sum ? sum * sum / (StreamRates.Count * StreamRates.Sum(static rate => rate * rate)) : 0;
}
