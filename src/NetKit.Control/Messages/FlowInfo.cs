using System.Text.Json.Serialization;

namespace NetKit.Control.Messages;

/// <summary>One flow at one moment.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>icmp</c>.</param>
/// <param name="Direction"><c>out</c>: the container began it; <c>in</c>: it came through a published port.</param>
/// <param name="Container">The container's end.</param>
/// <param name="Remote">The other end as the container sees it.</param>
/// <param name="Host">The other end of the host's socket.</param>
/// <param name="State">In the protocol's own words.</param>
/// <param name="OctetsOut">Payload that left the container.</param>
/// <param name="OctetsIn">Payload that reached the container.</param>
/// <param name="AgeSeconds">Since the flow began.</param>
/// <param name="IdleSeconds">Since something came from the container.</param>
/// <param name="Network">Only in a daemon: the network's name.</param>
/// <param name="Endpoint">Only in a daemon: the endpoint's name.</param>
/// <param name="Spliced">
/// Only where it is true: the flow passes by NetKit's stack, through a socket of the container's namespace (<c>--splice</c>). No capture has it, and
/// the container sees an address of its own as <paramref name="Remote"/>.
/// </param>
public sealed record FlowInfo(
    string Protocol,
    string Direction,
    AddressAndPort Container,
    AddressAndPort Remote,
    AddressAndPort Host,
    string State,
    long OctetsOut,
    long OctetsIn,
    double AgeSeconds,
    double IdleSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Network = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Endpoint = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Spliced = false);
