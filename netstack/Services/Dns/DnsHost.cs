using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dns;

/// <summary>A name and its addresses, as configuration, an endpoint or a hosts file gives them.</summary>
public sealed record DnsHost(string Name, ImmutableArray<IpAddress> Addresses);
