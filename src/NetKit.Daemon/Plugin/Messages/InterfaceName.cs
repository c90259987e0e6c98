namespace NetKit.Daemon.Plugin.Messages;

/// <summary>Which interface dockerd moves into the sandbox, and how its name begins there.</summary>
internal sealed record InterfaceName(string SrcName, string DstPrefix);
