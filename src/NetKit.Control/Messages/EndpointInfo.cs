using System.Text.Json.Serialization;

namespace NetKit.Control.Messages;

/// <summary>A container, as the network sees it.</summary>
/// <param name="Name">It resolves alone and below the network's domain.</param>
/// <param name="Interface">Its interface, e.g. tap0.</param>
/// <param name="Address">The container's address.</param>
/// <param name="Subnet">In CIDR form.</param>
/// <param name="Gateway">The next hop.</param>
/// <param name="Dns">Where DNS is answered; null: nowhere.</param>
/// <param name="Mtu">Octets of the largest IP packet.</param>
/// <param name="HostLoopback">The gateway's ports lead to the host's loopback.</param>
/// <param name="Id">Only in a daemon: its beginning is enough to name it.</param>
/// <param name="Network">Only in a daemon: the network's name.</param>
/// <param name="Mac">Only in a daemon.</param>
/// <param name="State">Only in a daemon: <c>attached</c> or <c>detached</c>.</param>
/// <param name="AddressV6">Absent where the network has no IPv6, like the next three.</param>
/// <param name="SubnetV6">In CIDR form.</param>
/// <param name="GatewayV6">The next hop for IPv6.</param>
/// <param name="DnsV6">Where DNS is answered over IPv6; absent: nowhere.</param>
public sealed record EndpointInfo(
    string Name,
    string Interface,
    string Address,
    string Subnet,
    string Gateway,
    string? Dns,
    int Mtu,
    bool HostLoopback,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Network = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mac = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AddressV6 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubnetV6 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GatewayV6 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DnsV6 = null);
