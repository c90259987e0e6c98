using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>What a machine is called and which address is kept for it.</summary>
internal readonly record struct MachineIdentity(string Name, IpAddress Address);
