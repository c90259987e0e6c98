using System.Collections.Generic;

namespace NetKit.Daemon.Gvproxy;

/// <summary>gvproxy's word for a domain that it answers for.</summary>
internal sealed record DnsZone(string Name, IReadOnlyList<DnsRecord> Records, string DefaultIP);
