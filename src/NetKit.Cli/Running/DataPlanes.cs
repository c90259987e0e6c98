namespace NetKit.Cli.Running;

/// <summary>What the commands that make networks start.</summary>
/// <param name="Network">For one namespace.</param>
/// <param name="Machines">For virtual machines.</param>
internal sealed record DataPlanes(StartNetwork Network, StartMachines Machines);
