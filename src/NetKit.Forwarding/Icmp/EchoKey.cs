using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>What makes echo requests one flow.</summary>
/// <param name="Source">The container's address.</param>
/// <param name="Destination">Whom it pings.</param>
/// <param name="Identifier">The container's identifier.</param>
internal readonly record struct EchoKey(IpAddress Source, IpAddress Destination, ushort Identifier);
