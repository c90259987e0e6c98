namespace NetKit.Daemon.Plugin.Messages;

/// <summary>Options for the other hosts of a swarm: none.</summary>
internal sealed record AllocateNetworkAnswer(EmptyAnswer Options);
