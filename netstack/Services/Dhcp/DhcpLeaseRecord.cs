using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>
/// A lease as it is kept over a restart. It says how long the lease lasts and not until when, since the stack's time line ends with the
/// process: whoever stores it adds the wall clock and subtracts what has passed.
/// </summary>
/// <param name="Address">The address.</param>
/// <param name="Mac">The interface that asked for it last.</param>
/// <param name="ClientId">The client identifier in hexadecimal digits.</param>
/// <param name="HostName">The client's name.</param>
/// <param name="Remaining">Zero or less: it has expired, and only the memory of it is kept, so that the client gets the address
/// again.</param>
public sealed record DhcpLeaseRecord(IpAddress Address, MacAddress Mac, string ClientId, string? HostName, TimeSpan Remaining);
