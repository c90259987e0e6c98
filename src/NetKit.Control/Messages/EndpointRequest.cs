using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Body of <c>POST /v1/endpoints</c>: gives a network namespace a place on a network.</summary>
/// <param name="Network">Name or id.</param>
/// <param name="Name">What it is called on the network.</param>
/// <param name="NetNs">The namespace's file, e.g. /run/netns/blue.</param>
/// <param name="Interface">What its interface is called inside.</param>
/// <param name="Address">Null: the next free one.</param>
/// <param name="Aliases">Further names.</param>
/// <param name="AddressV6">Null: the next free one, where the network has IPv6.</param>
public sealed record EndpointRequest(
    string Network,
    string Name,
    string NetNs,
    string Interface = "eth0",
    string? Address = null,
    IReadOnlyList<string>? Aliases = null,
    string? AddressV6 = null);
