using System;

namespace NetKit.Daemon.State;

/// <summary>An address that is out.</summary>
/// <param name="Address">Without a prefix length.</param>
/// <param name="Gateway">It is a network's gateway.</param>
/// <param name="Since">When it was asked for.</param>
public sealed record AddressRecord(string Address, bool Gateway, DateTimeOffset Since);
