using System.Text.Json.Serialization;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>What dockerd does in a sandbox: an interface to move, default routes to set.</summary>
internal sealed record JoinAnswer(
    InterfaceName InterfaceName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gateway,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GatewayIPv6,
    bool DisableGatewayService);
