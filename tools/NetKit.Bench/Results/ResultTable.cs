using System.Collections.Generic;
using System.Linq;

namespace NetKit.Bench.Results;

/// <summary>All that was measured. Rows and peers stand in the order in which they came.</summary>
internal sealed class ResultTable
{
    private readonly List<Row> _rows = [];
    private readonly Dictionary<(Row Row, string Peer), List<double>> _values = [];
    private readonly List<Failure> _failures = [];

    public IReadOnlyList<Row> Rows => _rows;

    public IReadOnlyList<Failure> Failures => _failures;

    public IEnumerable<string> Sections =>
        _rows.Select(static row => row.Section).Distinct().OrderBy(Asides.Contains);

    public void Add(Row row, string peer, double value)
    {
        if (!_rows.Contains(row))
        {
            _rows.Add(row);
        }

        if (!_values.TryGetValue((row, peer), out List<double>? values))
        {
            _values[(row, peer)] = values = [];
        }

        values.Add(value);
    }

    public void Fail(Failure failure)
    {
        if (!_failures.Contains(failure))
        {
            _failures.Add(failure);
        }
    }

    public IEnumerable<Row> RowsOf(string section) => _rows.Where(row => row.Section == section);

    /// <summary>Those of the peers that have a value in the section.</summary>
    public IReadOnlyList<string> PeersOf(string section, IReadOnlyList<string> peers) =>
        [.. peers.Where(peer => RowsOf(section).Any(row => _values.ContainsKey((row, peer))))];

    public IReadOnlyList<double> Values(Row row, string peer) => _values.GetValueOrDefault((row, peer)) ?? [];

    public Spread? SpreadOf(Row row, string peer) =>
        _values.TryGetValue((row, peer), out List<double>? values) ? Spread.Of(values) : null;

    /// <summary>The peer's median over that of another one; null when either is missing or there is nothing to divide by.</summary>
    public double? Ratio(Row row, string peer, string to) =>
        SpreadOf(row, peer) is { } value && SpreadOf(row, to) is { Median: > 0 } reference ? value.Median / reference.Median : null;
}
