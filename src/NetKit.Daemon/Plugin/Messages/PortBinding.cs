namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A port to publish.</summary>
/// <param name="Proto">The IP protocol number: 6, 17, 132.</param>
/// <param name="Port">The container's.</param>
/// <param name="HostIP">Empty: dockerd was given none.</param>
/// <param name="HostPort">0: any.</param>
/// <param name="HostPortEnd">The first free one up to here is meant.</param>
internal sealed record PortBinding(int Proto, int Port, string? HostIP = null, int HostPort = 0, int HostPortEnd = 0);
