using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>What <c>netkit stats --json</c> says, at one moment.</summary>
internal sealed class Counters
{
    private readonly Dictionary<(string Group, string Name), long> _values = [];

    public Counters(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonElement group in document.RootElement.GetProperty("groups").EnumerateArray())
        {
            string name = group.GetProperty("name").GetString()!;
            foreach (JsonElement counter in group.GetProperty("counters").EnumerateArray())
            {
                _values[(name, counter.GetProperty("name").GetString()!)] = counter.GetProperty("value").GetInt64();
            }
        }

        foreach (JsonElement drop in document.RootElement.GetProperty("drops").EnumerateArray())
        {
            string group = drop.GetProperty("group").GetString()! + " drops";
            _values[(group, drop.GetProperty("reason").GetString()!)] = drop.GetProperty("count").GetInt64();
        }
    }

    public long this[string group, string name] => _values[(group, name)];

    /// <summary>All of a group together.</summary>
    public long Total(string group) => _values.Where(entry => entry.Key.Group == group).Sum(static entry => entry.Value);

    /// <summary>Everything that is not zero, for a failure's message.</summary>
    public override string ToString() => string.Join(
        '\n',
        _values.Where(static entry => entry.Value != 0).Select(static entry => $"{entry.Key.Group}/{entry.Key.Name} = {entry.Value}"));
}
