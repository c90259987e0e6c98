namespace NetKit.Daemon.Configuration;

/// <summary>How NetKit serves dockerd.</summary>
public sealed record DockerConfiguration
{
    /// <summary>Where <c>docker run -p 8080:80</c> listens when it names no address.</summary>
    public string PublishAddress { get; set; } = "127.0.0.1";

    /// <summary>The host has an interface on docker's networks, so that it reaches containers by address.</summary>
    public bool HostInterfaces { get; set; } = true;

    /// <summary>
    /// dockerd's own API, which is asked for the names of containers and networks, because the plugin interface keeps them to itself; "none":
    /// it is not asked.
    /// </summary>
    public string EngineSocket { get; set; } = "/var/run/docker.sock";
}
