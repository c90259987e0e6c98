using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>
/// Who a client or server is, whatever interface it speaks through (RFC 8415 §11). To others these are octets to compare.
/// </summary>
public static class Dhcpv6Duid
{
    private const ushort LinkLayerKind = 3;
    private const ushort Ethernet = 1;
    private const int KindLength = 2;

    /// <summary>Octets of a kind and one octet at least.</summary>
    public const int MinimumLength = KindLength + 1;

    /// <summary>RFC 8415 §11.1.</summary>
    public const int MaximumLength = KindLength + 128;

    /// <summary>DUID-LL: for who has one link address for life (RFC 8415 §11.4).</summary>
    public static byte[] OfLink(MacAddress mac)
    {
        byte[] octets = new byte[KindLength + sizeof(ushort) + MacAddress.Length];
        BinaryPrimitives.WriteUInt16BigEndian(octets, LinkLayerKind);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(KindLength), Ethernet);
        mac.WriteTo(octets.AsSpan(KindLength + sizeof(ushort)));
        return octets;
    }
}
