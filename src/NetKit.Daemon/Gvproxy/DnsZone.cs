using System.Collections.Generic;

namespace NetKit.Daemon.Gvproxy;

/// <summary>gvproxy's word for a domain that it answers for.</summary>
/// <param name="Name">With a dot at its end.</param>
/// <param name="Records">Null: none.</param>
/// <param name="DefaultIP">What every other name in it stands for; null or empty: nothing.</param>
internal sealed record DnsZone(string? Name, IReadOnlyList<DnsRecord>? Records, string? DefaultIP = null);
