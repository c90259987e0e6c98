namespace NetKit.Bench.Results;

/// <summary>Where a trial puts what it measured for one peer.</summary>
internal sealed class Readings(ResultTable table, string peer)
{
    public void Add(Row row, double value) => table.Add(row, peer, value);
}
