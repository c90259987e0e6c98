using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// What the fragments of one datagram have in common (RFC 791 §3.2). In IPv6 the protocol is no part of it (RFC 8200 §4.5): only the first
/// fragment's counts, so the field is zero there.
/// </summary>
public readonly record struct FragmentKey(IpAddress Source, IpAddress Destination, uint Identification, IpProtocol Protocol);
