using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An ARP request or reply for IPv4 on Ethernet (RFC 826).</summary>
public readonly record struct ArpHeader(
    ArpOperation Operation, MacAddress SenderMac, IpAddress SenderIp, MacAddress TargetMac, IpAddress TargetIp)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |       Hardware Type = 1       |    Protocol Type = 0x0800     |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // | Hw. Length= 6 | Pr. Length= 4 |           Operation           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                    Sender Hardware Address                    |
    // +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                               |    Sender Protocol Address    |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |    Sender Protocol Address    |                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
    // |                    Target Hardware Address                    |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                    Target Protocol Address                    |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int ProtocolTypeOffset = 2;
    internal const int HardwareLengthOffset = 4;
    internal const int ProtocolLengthOffset = 5;
    internal const int OperationOffset = 6;
    internal const int SenderMacOffset = 8;
    internal const int SenderIpOffset = 14;
    internal const int TargetMacOffset = 18;
    internal const int TargetIpOffset = 24;

    // Hardware type, protocol type, both lengths: the same eight octets (but the operation) in every packet we emit.
    private const ulong EthernetIpv4 = 0x0001_0800_0604_0000;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 28;

    public static WireError TryParse(in ArpView view, out ArpHeader header)
    {
        if (view.Operation is not (ArpOperation.Request or ArpOperation.Reply))
        {
            header = default;
            return WireError.BadValue;
        }

        header = new ArpHeader(view.Operation, view.SenderMac, view.SenderIp, view.TargetMac, view.TargetIp);
        return WireError.None;
    }

    public void Emit(Span<byte> destination)
    {
        Span<byte> packet = destination[..Length];
        BinaryPrimitives.WriteUInt64BigEndian(packet, EthernetIpv4 | (ushort)Operation);
        SenderMac.WriteTo(packet[SenderMacOffset..]);
        SenderIp.WriteV4(packet[SenderIpOffset..]);
        TargetMac.WriteTo(packet[TargetMacOffset..]);
        TargetIp.WriteV4(packet[TargetIpOffset..]);
    }
}
