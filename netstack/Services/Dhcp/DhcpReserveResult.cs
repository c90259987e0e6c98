namespace NetKit.Netstack.Services.Dhcp;

/// <summary>What became of a reservation.</summary>
public enum DhcpReserveResult : byte
{
    Reserved,

    /// <summary>It is no interface's: zero or a group.</summary>
    BadMac,

    /// <summary>It is no host's address in the subnet, or one that the network itself uses.</summary>
    BadAddress,

    /// <summary>It is reserved for another interface.</summary>
    AlreadyReserved,

    /// <summary>The name is no single label, or one that clients must not have.</summary>
    BadName,

    /// <summary>The table has <see cref="DhcpServerOptions.MaximumLeases"/> entries.</summary>
    TableFull,
}
