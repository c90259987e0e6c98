using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>An address and who has it, at the time of the question.</summary>
/// <param name="Address">The address.</param>
/// <param name="Mac">The interface that asked for it last, or that it is reserved for.</param>
/// <param name="ClientId">The client identifier in hexadecimal digits; 01 and the MAC for a client that sends none.</param>
/// <param name="HostName">One label: the reserved name, or the one the client gave itself.</param>
/// <param name="Expires">When the lease ends. Meaningless when <paramref name="IsBound"/> is false.</param>
/// <param name="IsBound">False for a reservation whose client is not there.</param>
/// <param name="IsReserved">True when nobody else can get the address.</param>
public sealed record DhcpLease(
    IpAddress Address, MacAddress Mac, string ClientId, string? HostName, Instant Expires, bool IsBound, bool IsReserved);
