using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network.Ipv6;

internal static class FrameOctets
{
    /// <summary>A copy of a frame with an ICMPv6 message directly behind the fixed header, its checksum made right.</summary>
    public static byte[] WithIcmpChecksum(this byte[] frame)
    {
        byte[] copy = [.. frame];
        copy[56] = copy[57] = 0;
        IpAddress source = IpAddress.ReadV6(copy.AsSpan(22));
        IpAddress destination = IpAddress.ReadV6(copy.AsSpan(38));
        ReadOnlySpan<byte> message = copy.AsSpan(54);
        ushort field = InternetSum.PseudoHeader(source, destination, IpProtocol.Icmpv6, message.Length).Add(message).ToField();
        (copy[56], copy[57]) = ((byte)(field >> 8), (byte)field);
        return copy;
    }
}
