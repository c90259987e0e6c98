using System.Collections.Generic;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A subnet of a network to create, with addresses that are taken.</summary>
internal sealed record IpamData(string? AddressSpace, string? Pool, string? Gateway, Dictionary<string, string>? AuxAddresses);
