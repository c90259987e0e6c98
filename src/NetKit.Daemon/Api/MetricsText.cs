using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace NetKit.Daemon.Api;

/// <summary>Prometheus's text format: the samples of a metric stand together, under one line that names its type.</summary>
internal sealed class MetricsText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Dictionary<string, StringBuilder> _metrics = [];
    private readonly List<string> _order = [];

    public void Add(string name, string type, long value, params (string Name, string Value)[] labels)
    {
        if (!_metrics.TryGetValue(name, out StringBuilder? samples))
        {
            samples = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
            _metrics.Add(name, samples);
            _order.Add(name);
        }

        _ = samples.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            _ = samples.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
        }

        _ = samples.Append(labels.Length > 0 ? "} " : " ").Append(CultureInfo.InvariantCulture, $"{value}\n");
    }

    public override string ToString()
    {
        StringBuilder all = new();
        foreach (string name in _order)
        {
            _ = all.Append(_metrics[name]);
        }

        return all.ToString();
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", System.StringComparison.Ordinal)
        .Replace("\"", "\\\"", System.StringComparison.Ordinal)
        .Replace("\n", "\\n", System.StringComparison.Ordinal);
}
