using System.Text.Json.Serialization;
using NetKit.Control.Ports;

namespace NetKit.Control.Messages;

/// <summary>A published port.</summary>
/// <param name="Id">What <c>netkit forward rm</c> takes.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Host">Where the host listens; the port is the real one. With <paramref name="Direction"/> out: the unix socket that connections go to.</param>
/// <param name="Container">Where connections go. With <paramref name="Direction"/> out: the gateway's port, which the container connects to.</param>
/// <param name="State"><c>listening</c>; in a daemon also <c>waiting</c> for its endpoint, or <c>failed</c>.</param>
/// <param name="Network">Only in a daemon: the network's name.</param>
/// <param name="Endpoint">Only in a daemon: the endpoint's name.</param>
/// <param name="Origin">Only in a daemon: <c>user</c>, <c>docker</c> or <c>configuration</c>.</param>
/// <param name="Problem">Only in a daemon: why it failed.</param>
/// <param name="Direction">Who begins the connections; left out: the host's side does.</param>
public sealed record ForwardInfo(
    int Id,
    PortProtocol Protocol,
    AddressAndPort Host,
    AddressAndPort Container,
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Network = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Endpoint = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Origin = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ForwardDirection Direction = ForwardDirection.In);
