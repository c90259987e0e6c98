namespace NetKit.Daemon.Plugin.Messages;

/// <summary>The names of the address spaces.</summary>
internal sealed record AddressSpacesAnswer(string LocalDefaultAddressSpace, string GlobalDefaultAddressSpace);
