using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>What tells whose a packet to the gateway's address of either family is: the node's, or the host's.</summary>
/// <param name="Protocol">TCP, UDP, ICMP, ICMPv6 or another.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="SourcePort">TCP and UDP: the sender's port. ICMP and ICMPv6: the message's type.</param>
/// <param name="DestinationPort">TCP and UDP: the port that it is for.</param>
/// <param name="IsRequest">TCP: it asks for a connection. ICMP and ICMPv6: it asks for an echo.</param>
/// <param name="IsHostFlow">The host's port has sent what this looks like an answer to.</param>
public readonly record struct GatewayPacket(
    IpProtocol Protocol, IpAddress Source, ushort SourcePort, ushort DestinationPort, bool IsRequest, bool IsHostFlow)
{
    /// <summary>False: the packet is cut short, or a later fragment, and has no ports to read.</summary>
    internal static bool TryRead(in Ipv4View packet, out GatewayPacket read)
    {
        read = default;
        return packet.FragmentOffset == 0 && TryRead(packet.Protocol, packet.Source, packet.Payload, out read);
    }

    /// <summary>The same for IPv6.</summary>
    internal static bool TryRead(in Ipv6View packet, out GatewayPacket read)
    {
        read = default;
        return packet.Fragment.Offset == 0 && TryRead(packet.Protocol, packet.Source, packet.Payload, out read);
    }

    private static bool TryRead(IpProtocol protocol, IpAddress source, ReadOnlySpan<byte> payload, out GatewayPacket read)
    {
        switch (protocol)
        {
            case IpProtocol.Tcp when payload.Length > TcpHeader.FlagsOffset:
                TcpFlags flags = (TcpFlags)payload[TcpHeader.FlagsOffset] & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Reset);
                read = WithPorts(protocol, source, payload, flags is TcpFlags.Syn);
                return true;
            case IpProtocol.Udp when payload.Length >= UdpHeader.Length:
                read = WithPorts(protocol, source, payload, false);
                return true;
            case IpProtocol.Icmp when !payload.IsEmpty:
                read = new GatewayPacket(protocol, source, payload[0], 0, (Icmpv4Type)payload[0] is Icmpv4Type.EchoRequest, false);
                return true;
            case IpProtocol.Icmpv6 when !payload.IsEmpty:
                read = new GatewayPacket(protocol, source, payload[0], 0, (Icmpv6Type)payload[0] is Icmpv6Type.EchoRequest, false);
                return true;
            default:
                read = default;
                return false;
        }
    }

    private static GatewayPacket WithPorts(IpProtocol protocol, IpAddress source, ReadOnlySpan<byte> payload, bool isRequest) => new(
        protocol,
        source,
        BinaryPrimitives.ReadUInt16BigEndian(payload),
        BinaryPrimitives.ReadUInt16BigEndian(payload[UdpHeader.DestinationPortOffset..]),
        isRequest,
        false);
}
