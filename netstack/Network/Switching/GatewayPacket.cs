using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>What tells whose an IPv4 packet to the gateway's address is: the node's, or the host's.</summary>
/// <param name="Protocol">TCP, UDP, ICMP or another.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="SourcePort">TCP and UDP: the sender's port. ICMP: the message's type.</param>
/// <param name="DestinationPort">TCP and UDP: the port that it is for.</param>
/// <param name="IsRequest">TCP: it asks for a connection. ICMP: it asks for an echo.</param>
/// <param name="IsHostFlow">The host's port has sent what this looks like an answer to.</param>
public readonly record struct GatewayPacket(
    IpProtocol Protocol, IpAddress Source, ushort SourcePort, ushort DestinationPort, bool IsRequest, bool IsHostFlow)
{
    /// <summary>False: the packet is cut short, or a later fragment, and has no ports to read.</summary>
    internal static bool TryRead(in Ipv4View packet, out GatewayPacket read)
    {
        read = default;
        if (packet.FragmentOffset != 0)
        {
            return false;
        }

        switch (packet.Protocol)
        {
            case IpProtocol.Tcp when packet.Payload.Length > TcpHeader.FlagsOffset:
                TcpFlags flags = (TcpFlags)packet.Payload[TcpHeader.FlagsOffset] & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Reset);
                read = WithPorts(packet, flags is TcpFlags.Syn);
                return true;
            case IpProtocol.Udp when packet.Payload.Length >= UdpHeader.Length:
                read = WithPorts(packet, false);
                return true;
            case IpProtocol.Icmp when !packet.Payload.IsEmpty:
                bool isEcho = (Icmpv4Type)packet.Payload[0] is Icmpv4Type.EchoRequest;
                read = new GatewayPacket(packet.Protocol, packet.Source, packet.Payload[0], 0, isEcho, false);
                return true;
            default:
                return false;
        }
    }

    private static GatewayPacket WithPorts(in Ipv4View packet, bool isRequest) => new(
        packet.Protocol,
        packet.Source,
        BinaryPrimitives.ReadUInt16BigEndian(packet.Payload),
        BinaryPrimitives.ReadUInt16BigEndian(packet.Payload[UdpHeader.DestinationPortOffset..]),
        isRequest,
        false);
}
