using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Body of <c>POST /v1/networks</c>. Everything but the name may be left out.</summary>
/// <param name="Name">Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="Subnet">In CIDR form; null: the next free one.</param>
/// <param name="Gateway">Null: the subnet's first address.</param>
/// <param name="Mtu">576-65535.</param>
/// <param name="HostAccess">Let endpoints reach the host's loopback at the gateway's address.</param>
/// <param name="Internal">Nothing leads out.</param>
/// <param name="Domain">Null: netkit.internal.</param>
/// <param name="DnsServers">Where names are looked up, ADDRESS or ADDRESS:PORT; null: the system's resolvers.</param>
/// <param name="HostInterface">A name for the host's own interface, or <c>none</c>; null: one is named after the network.</param>
/// <param name="HostMulticast">Let that interface hear what endpoints say to groups and to all, e.g. mDNS.</param>
/// <param name="Ipv6">IPv6 beside IPv4; naming a subnet says so too.</param>
/// <param name="SubnetV6">In CIDR form; null: a free unique local one (RFC 4193).</param>
/// <param name="GatewayV6">Null: the subnet's first address.</param>
/// <param name="Loops">Event loops that share the network's connections, 1-16.</param>
public sealed record NetworkRequest(
    string Name,
    string? Subnet = null,
    string? Gateway = null,
    int Mtu = 1500,
    bool HostAccess = false,
    bool Internal = false,
    string? Domain = null,
    IReadOnlyList<string>? DnsServers = null,
    string? HostInterface = null,
    bool HostMulticast = false,
    bool Ipv6 = false,
    string? SubnetV6 = null,
    string? GatewayV6 = null,
    int Loops = 1);
