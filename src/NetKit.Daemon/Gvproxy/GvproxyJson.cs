using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace NetKit.Daemon.Gvproxy;

/// <summary>gvproxy's messages as JSON.</summary>
[JsonSerializable(typeof(ExposeRequest))]
[JsonSerializable(typeof(IReadOnlyList<ExposeRequest>))]
[JsonSerializable(typeof(IReadOnlyList<DnsZone>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(SortedDictionary<string, int>))]
[JsonSerializable(typeof(SortedDictionary<string, object>))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
[JsonSerializable(typeof(long))]
internal sealed partial class GvproxyJson : JsonSerializerContext;
