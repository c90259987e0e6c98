namespace NetKit.Daemon.Plugin.Messages;

/// <summary>What the address management needs of dockerd.</summary>
internal sealed record IpamCapabilitiesAnswer(bool RequiresMACAddress, bool RequiresRequestReplay);
