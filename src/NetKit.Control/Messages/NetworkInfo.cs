using System;
using System.Text.Json.Serialization;

namespace NetKit.Control.Messages;

/// <summary>A network of the daemon.</summary>
/// <param name="Id">64 hexadecimal digits; their beginning is enough to name it.</param>
/// <param name="Name">For networks of dockerd, which keeps their names to itself, the id's beginning.</param>
/// <param name="Origin"><c>user</c>, <c>docker</c> or <c>configuration</c>.</param>
/// <param name="Subnet">In CIDR form.</param>
/// <param name="Gateway">The next hop, where NetKit's services are.</param>
/// <param name="Mtu">Octets of the largest IP packet.</param>
/// <param name="HostAccess">The gateway's ports lead to the host's loopback.</param>
/// <param name="Internal">Nothing leads out.</param>
/// <param name="Domain">The domain of its endpoints' names.</param>
/// <param name="HostInterface">The host's own interface on it, or null.</param>
/// <param name="State"><c>running</c> or <c>failed</c>.</param>
/// <param name="Notice">What it has to do without, or why it failed, or null.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Endpoints">How many endpoints it has.</param>
/// <param name="SubnetV6">In CIDR form; absent: the network has no IPv6.</param>
/// <param name="GatewayV6">The next hop for IPv6, where NetKit's services are too; absent with <paramref name="SubnetV6"/>.</param>
public sealed record NetworkInfo(
    string Id,
    string Name,
    string Origin,
    string Subnet,
    string Gateway,
    int Mtu,
    bool HostAccess,
    bool Internal,
    string Domain,
    string? HostInterface,
    string State,
    string? Notice,
    DateTimeOffset CreatedAt,
    int Endpoints,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubnetV6 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GatewayV6 = null);
