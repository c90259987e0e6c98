using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// About which packets an ICMP error may be sent at all: errors about errors would never end, and one about a packet to many would be
/// answered by all of them.
/// </summary>
public static class IcmpErrorPolicy
{
    // RFC 3021: a network of two addresses has none for broadcasts.
    private const int LongestPrefixWithBroadcast = 30;

    /// <summary>RFC 1122 §3.2.2, RFC 1812 §4.3.2.7.</summary>
    /// <param name="packet">The packet that an error would be about.</param>
    /// <param name="toGroup">The frame was addressed to a group or to everybody.</param>
    /// <param name="subnet">The link's network: it tells directed broadcasts.</param>
    public static bool MayReport(in Ipv4View packet, bool toGroup, IpPrefix subnet) =>
        !toGroup
        && packet.FragmentOffset == 0
        && MayReport(packet.Source, packet.Destination, subnet)
        && (packet.Protocol is not IpProtocol.Icmp || IsIcmpQuery(packet.Payload));

    /// <summary>RFC 4443 §2.4(e).</summary>
    /// <param name="packet">The packet that <paramref name="error"/> would be about.</param>
    /// <param name="error">Some errors may also be about packets to a group.</param>
    /// <param name="toGroup">The frame was addressed to a group or to everybody.</param>
    public static bool MayReport(in Ipv6View packet, in Icmpv6Header error, bool toGroup)
    {
        // §2.4(e.3): path MTU discovery works for groups too, and who sends an option that demands a report shall have it.
        bool mayBeToGroup = error.Type is Icmpv6Type.PacketTooBig
            || error is { Type: Icmpv6Type.ParameterProblem, Code: (byte)Icmpv6ParameterProblemCode.UnrecognizedOption };
        bool isToGroup = toGroup || packet.Destination.IsMulticast;

        // Of a later fragment nobody can tell whether it is part of an error; nor could its sender tell what the error is about.
        return (!isToGroup || mayBeToGroup)
            && packet.Fragment.Offset == 0
            && IsOneHost(packet.Source)
            && !packet.Destination.IsUnspecified
            && (packet.Protocol is not IpProtocol.Icmpv6 || IsIcmpv6Information(packet.Payload));
    }

    /// <summary>The part of the rules that needs addresses only: for errors about datagrams that are no longer there.</summary>
    /// <param name="source">Who would get the error.</param>
    /// <param name="destination">Whom the datagram was for.</param>
    /// <param name="subnet">The link's IPv4 network; without meaning for IPv6 addresses.</param>
    public static bool MayReport(IpAddress source, IpAddress destination, IpPrefix subnet) =>
        IsOneHost(source) && !IsBroadcast(source, subnet)
        && !destination.IsUnspecified && !destination.IsMulticast && !IsBroadcast(destination, subnet);

    // RFC 1122 §3.2.2: not the zero address, loopback, broadcast, multicast or class E. Limited broadcast is in class E.
    private static bool IsOneHost(IpAddress address) =>
        !address.IsUnspecified && !address.IsLoopback && !address.IsMulticast && !(address.IsV4 && IsReserved(address.V4));

    // RFC 1122 §3.2.1.3: 0.0.0.0/8 is "this network", 240.0.0.0/4 is class E.
    private static bool IsReserved(uint address) => address >> 24 == 0 || address >> 28 == 0xF;

    private static bool IsBroadcast(IpAddress address, IpPrefix subnet) =>
        address == IpAddress.BroadcastV4
        || (subnet.Address.IsV4 && subnet.Length <= LongestPrefixWithBroadcast && subnet.Contains(address)
            && (address == subnet.BroadcastV4 || address == subnet.Address));

    /// <summary>Types that are known to be no errors: of an unknown one nobody can tell.</summary>
    private static bool IsIcmpQuery(ReadOnlySpan<byte> message) =>
        !message.IsEmpty
        && (Icmpv4Type)message[0] is Icmpv4Type.EchoReply or Icmpv4Type.EchoRequest
            or Icmpv4Type.TimestampRequest or Icmpv4Type.TimestampReply;

    /// <summary>The upper half of the types are no errors (RFC 4443 §2.1); a redirect is as good as one (§2.4(e.2)).</summary>
    private static bool IsIcmpv6Information(ReadOnlySpan<byte> message) =>
        !message.IsEmpty && (Icmpv6Type)message[0] is >= Icmpv6Type.EchoRequest and not Icmpv6Type.Redirect;
}
