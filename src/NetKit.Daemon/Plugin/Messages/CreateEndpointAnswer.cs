namespace NetKit.Daemon.Plugin.Messages;

/// <summary>What the driver chose for an interface.</summary>
internal sealed record CreateEndpointAnswer(InterfaceData Interface);
