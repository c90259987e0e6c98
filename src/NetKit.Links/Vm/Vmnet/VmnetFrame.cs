using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Vm.Vmnet;

/// <summary>What vpnkit took from its clients and nobody else would.</summary>
public static class VmnetFrame
{
    private const int ChecksumOffset = 10;      // RFC 791 §3.1

    /// <summary>
    /// Sums an IPv4 header whose checksum is zero, which is wrong in all headers but one of 65,535: vpnkit looks at no header's, so its clients' own
    /// DHCP, rootlesskit's among them, never sum one. Any other wrong checksum stays what it is.
    /// </summary>
    public static void CompleteHeader(Span<byte> frame)
    {
        if (frame.Length < EthernetHeader.Length + Ipv4Header.MinimumLength
            || BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetHeader.Length - sizeof(ushort))..]) != (ushort)EtherType.Ipv4)
        {
            return;
        }

        Span<byte> packet = frame[EthernetHeader.Length..];
        Span<byte> field = packet.Slice(ChecksumOffset, sizeof(ushort));
        int length = (packet[0] & 0x0F) * sizeof(uint);
        if (!field.ContainsAnyExcept((byte)0) && length >= Ipv4Header.MinimumLength && length <= packet.Length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(field, InternetSum.Of(packet[..length]).ToField());
        }
    }
}
