using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An ARP packet that maps IPv4 to Ethernet addresses; others are refused. The octets are borrowed.</summary>
public readonly ref struct ArpView
{
    private const ushort EthernetHardware = 1;

    private readonly ReadOnlySpan<byte> _packet;

    private ArpView(ReadOnlySpan<byte> packet) => _packet = packet;

    /// <summary>As it stands there: any value.</summary>
    public ArpOperation Operation =>
        (ArpOperation)BinaryPrimitives.ReadUInt16BigEndian(_packet.Slice(ArpHeader.OperationOffset, sizeof(ushort)));

    public MacAddress SenderMac => MacAddress.Read(_packet.Slice(ArpHeader.SenderMacOffset, MacAddress.Length));

    public IpAddress SenderIp => IpAddress.ReadV4(_packet.Slice(ArpHeader.SenderIpOffset, IpAddress.V4Length));

    public MacAddress TargetMac => MacAddress.Read(_packet.Slice(ArpHeader.TargetMacOffset, MacAddress.Length));

    public IpAddress TargetIp => IpAddress.ReadV4(_packet.Slice(ArpHeader.TargetIpOffset, IpAddress.V4Length));

    public static WireError TryCreate(ReadOnlySpan<byte> packet, out ArpView view)
    {
        view = default;
        if (packet.Length < ArpHeader.Length)
        {
            return WireError.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(packet) != EthernetHardware
            || BinaryPrimitives.ReadUInt16BigEndian(packet[ArpHeader.ProtocolTypeOffset..]) != (ushort)EtherType.Ipv4)
        {
            return WireError.BadValue;
        }

        if (packet[ArpHeader.HardwareLengthOffset] != MacAddress.Length || packet[ArpHeader.ProtocolLengthOffset] != IpAddress.V4Length)
        {
            return WireError.BadLength;
        }

        view = new ArpView(packet[..ArpHeader.Length]);
        return WireError.None;
    }
}
