using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>An address and who has it, at the time of the question.</summary>
/// <param name="Address">The address.</param>
/// <param name="Duid">The client in hexadecimal digits.</param>
/// <param name="Association">The client's number for the interface (IAID).</param>
/// <param name="Expires">When the lease ends.</param>
public sealed record Dhcpv6Lease(IpAddress Address, string Duid, uint Association, Instant Expires);
