using System.Collections.Generic;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A subnet of a network to create, with addresses that are taken.</summary>
internal sealed record IpamData(
    string? AddressSpace = null,
    string? Pool = null,
    string? Gateway = null,
    Dictionary<string, string>? AuxAddresses = null);
