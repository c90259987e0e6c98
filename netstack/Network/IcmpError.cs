using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>An ICMP or ICMPv6 error to be sent, without what it is about.</summary>
/// <param name="From">Who speaks: the stack, or the router that an error is carried over from. It says which family this is.</param>
/// <param name="Type">RFC 792 or RFC 4443.</param>
/// <param name="Code">Within the type.</param>
/// <param name="RestOfHeader">The second word: an MTU (RFC 1191 §4, RFC 4443 §3.2), a pointer, or zero.</param>
public readonly record struct IcmpError(IpAddress From, byte Type, byte Code, uint RestOfHeader)
{
    public static IcmpError Of(IpAddress from, in Icmpv4Header header) => new(from, (byte)header.Type, header.Code, header.RestOfHeader);

    public static IcmpError Of(IpAddress from, in Icmpv6Header header) => new(from, (byte)header.Type, header.Code, header.RestOfHeader);
}
