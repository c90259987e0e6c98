namespace NetKit.Daemon.Plugin.Messages;

/// <summary>An address, in CIDR form.</summary>
internal sealed record RequestAddressAnswer(string Address, EmptyAnswer Data);
