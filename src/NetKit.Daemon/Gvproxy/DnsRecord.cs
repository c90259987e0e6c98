using System.Text.Json.Serialization;

namespace NetKit.Daemon.Gvproxy;

/// <summary>A name in a <see cref="DnsZone"/>.</summary>
internal sealed record DnsRecord(
    string? Name, string? IP, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Regexp = null);
