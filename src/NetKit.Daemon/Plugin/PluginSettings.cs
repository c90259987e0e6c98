using System.Net;

namespace NetKit.Daemon.Plugin;

/// <summary>What the plugin does where dockerd leaves the choice.</summary>
/// <param name="PublishAddress">Where <c>docker run -p 8080:80</c> listens.</param>
/// <param name="HostInterfaces">Networks get an interface on the host, unless an option says otherwise.</param>
public sealed record PluginSettings(IPAddress PublishAddress, bool HostInterfaces);
