using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NetKit.Daemon.Configuration;

/// <summary>
/// The configuration file (configs/netkit.schema.json says the same to editors). What is left out has the value that is written here.
/// </summary>
/// <remarks>Setters and no initializers: the reader that the compiler generates takes those for arguments and forgets their defaults.</remarks>
public sealed record DaemonConfiguration
{
    /// <summary>Where editors find the schema; NetKit does not read it.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    /// <summary>Where state is kept; null: /var/lib/netkit, or below $XDG_STATE_HOME for others than root.</summary>
    public string? StateDir { get; set; }

    /// <summary>The control socket; null: /run/netkit/netkit.sock, or below $XDG_RUNTIME_DIR.</summary>
    public string? Socket { get; set; }

    /// <summary>dockerd's plugin socket, or "none"; null: /run/docker/plugins/netkit.sock for root.</summary>
    public string? PluginSocket { get; set; }

    /// <summary>The least level that is logged: debug, information, warning, error.</summary>
    public string LogLevel { get; set; } = "information";

    /// <summary>Networks that there always are.</summary>
    public ImmutableArray<NetworkConfiguration> Networks { get; set; } = [new NetworkConfiguration { Name = "netkit0", HostInterface = "netkit0" }];

    public DockerConfiguration Docker { get; set; } = new();
}
