using System;
using System.Globalization;
using System.Text;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>The names that PTR records hang on: in-addr.arpa (RFC 1035 §3.5) and ip6.arpa (RFC 3596 §2.5).</summary>
public static class DnsReverseName
{
    private const int Nibbles = 32;

    private static ReadOnlySpan<byte> V4Zone => "\u0007in-addr\u0004arpa\0"u8;

    private static ReadOnlySpan<byte> V6Zone => "\u0003ip6\u0004arpa\0"u8;

    /// <summary>Reads an uncompressed name; false when it is not the reverse name of one whole address.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out IpAddress address)
    {
        address = default;
        return DnsName.IsWithin(name, V4Zone, out int labels) ? TryParseV4(name[..labels], out address)
            : DnsName.IsWithin(name, V6Zone, out labels) && TryParseV6(name[..labels], out address);
    }

    /// <summary>
    /// Reads any name below in-addr.arpa or ip6.arpa: the network that its last labels stand for, which is as long as they go.
    /// </summary>
    /// <param name="name">Uncompressed.</param>
    /// <param name="network">The network; a whole address is one too.</param>
    /// <param name="start">Where in the name that network's own name begins: 0 when there is nothing in front of it.</param>
    /// <returns>False: the name is elsewhere.</returns>
    public static bool TryParseNetwork(ReadOnlySpan<byte> name, out IpPrefix network, out int start)
    {
        network = default;
        bool isV4 = DnsName.IsWithin(name, V4Zone, out start);
        if (!isV4 && !DnsName.IsWithin(name, V6Zone, out start))
        {
            return false;
        }

        // The labels stand in the order of the tree's branches from the leaf up, so where each begins has to be known first.
        Span<byte> starts = stackalloc byte[DnsName.MaximumLength];
        int count = 0;
        for (int at = 0; at < start; at += name[at] + 1)
        {
            starts[count++] = (byte)at;
        }

        UInt128 value = 0;
        int bits = 0;
        int step = isV4 ? 8 : 4;
        int total = isV4 ? 32 : 128;
        while (count > 0 && bits < total && TryParseLabel(name[starts[count - 1]..], isV4, out byte part))
        {
            start = starts[--count];
            bits += step;
            value |= (UInt128)part << (total - bits);
        }

        // An IPv4 address in the tree of IPv6 (RFC 4291 §2.5.5.2) has its names in the other tree.
        IpAddress address = isV4 ? IpAddress.FromV4((uint)value) : new IpAddress((ulong)(value >> 64), (ulong)value);
        bool isOfFamily = address.IsV4 == isV4;
        network = isOfFamily ? IpPrefix.Of(address, bits) : default;
        return isOfFamily;
    }

    /// <summary>The reverse name of an address, uncompressed.</summary>
    public static byte[] Of(IpAddress address)
    {
        StringBuilder text = new();
        Span<byte> octets = stackalloc byte[IpAddress.V6Length];
        address.WriteV6(octets);
        for (int i = IpAddress.V6Length - 1; i >= (address.IsV4 ? IpAddress.V6Length - IpAddress.V4Length : 0); i--)
        {
            _ = address.IsV4
                ? text.Append(CultureInfo.InvariantCulture, $"{octets[i]}.")
                : text.Append(CultureInfo.InvariantCulture, $"{octets[i] & 0xF:x}.{octets[i] >> 4:x}.");
        }

        _ = DnsNameText.TryEncode(text.Append(address.IsV4 ? "in-addr.arpa" : "ip6.arpa").ToString(), out byte[] name);
        return name;
    }

    private static bool TryParseLabel(ReadOnlySpan<byte> label, bool isV4, out byte part)
    {
        if (isV4)
        {
            part = 0;
            return label[0] is > 0 and <= 3
                && byte.TryParse(label.Slice(1, label[0]), NumberStyles.None, CultureInfo.InvariantCulture, out part);
        }

        int digit = label[0] == 1 ? HexDigit(label[1]) : -1;
        part = (byte)Math.Max(digit, 0);
        return digit >= 0;
    }

    private static bool TryParseV4(ReadOnlySpan<byte> labels, out IpAddress address)
    {
        address = default;
        uint value = 0;
        for (int i = 0; i < IpAddress.V4Length; i++)
        {
            if (labels.IsEmpty || labels[0] > 3
                || !byte.TryParse(labels.Slice(1, labels[0]), NumberStyles.None, CultureInfo.InvariantCulture, out byte octet))
            {
                return false;
            }

            value |= (uint)octet << 8 * i;
            labels = labels[(labels[0] + 1)..];
        }

        address = IpAddress.FromV4(value);
        return labels.IsEmpty;
    }

    private static bool TryParseV6(ReadOnlySpan<byte> labels, out IpAddress address)
    {
        address = default;
        if (labels.Length != Nibbles * 2)
        {
            return false;
        }

        UInt128 value = 0;
        for (int i = 0; i < Nibbles; i++)
        {
            int digit = HexDigit(labels[i * 2 + 1]);
            if (labels[i * 2] != 1 || digit < 0)
            {
                return false;
            }

            value |= (UInt128)digit << 4 * i;
        }

        address = new IpAddress((ulong)(value >> 64), (ulong)value);
        return true;
    }

    private static int HexDigit(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        _ => -1,
    };
}
