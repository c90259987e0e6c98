using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>An ICMP or ICMPv6 error (of the family of the flow it is about) to be carried to the container.</summary>
/// <param name="Type">RFC 792 or RFC 4443 type, e.g. 3 or 1 for destination unreachable.</param>
/// <param name="Code">Code within the type.</param>
/// <param name="Mtu">Next-hop MTU of "fragmentation needed" (RFC 1191 §4) or "packet too big"; otherwise 0.</param>
/// <param name="Offender">Who sent the error; unspecified (<c>default</c>) when it was this host, so the gateway speaks for it.</param>
public readonly record struct IcmpReport(byte Type, byte Code, uint Mtu, IpAddress Offender);
