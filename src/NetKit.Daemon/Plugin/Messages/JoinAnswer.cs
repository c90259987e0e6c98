using System.Text.Json.Serialization;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>What dockerd does in a sandbox: an interface to move, a default route to set.</summary>
internal sealed record JoinAnswer(
    InterfaceName InterfaceName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gateway,
    bool DisableGatewayService);
