using System.Collections.Generic;
using System.Linq;
using NetKit.Control.Messages;

namespace NetKit.Cli.Top;

/// <summary>Which drops are new, from two looks at their counters.</summary>
internal sealed class DropRates
{
    private Dictionary<(string Group, string Reason), long>? _before;

    /// <summary>The drops that have happened, those with the most new ones first; to the first look none is new.</summary>
    public IReadOnlyList<DropRate> Next(IReadOnlyList<DropInfo> drops)
    {
        Dictionary<(string Group, string Reason), long> now = drops.ToDictionary(static one => (one.Group, one.Reason), static one => one.Count);
        DropRate[] rates =
        [
            .. from one in drops
               where one.Count > 0
               let before = _before is null ? one.Count : _before.GetValueOrDefault((one.Group, one.Reason))
               let rate = new DropRate(one.Group, one.Reason, one.Count, one.Count < before ? one.Count : one.Count - before)
               orderby rate.New descending, rate.Count descending
               select rate,
        ];
        _before = now;
        return rates;
    }
}
