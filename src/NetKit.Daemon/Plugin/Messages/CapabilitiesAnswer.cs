namespace NetKit.Daemon.Plugin.Messages;

/// <summary>Where networks of the driver reach: this host only.</summary>
internal sealed record CapabilitiesAnswer(string Scope, string ConnectivityScope);
