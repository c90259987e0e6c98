namespace NetKit.Daemon.Networks;

/// <summary>A subnet that was taken for a network.</summary>
/// <param name="PoolId">Where it was taken from.</param>
/// <param name="Subnet">In CIDR form.</param>
/// <param name="Gateway">An address of it.</param>
internal sealed record SubnetChoice(string PoolId, string Subnet, string Gateway);
