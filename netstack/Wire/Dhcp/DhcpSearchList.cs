using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>
/// The value of option 119: domain names as DNS writes them, one behind the other, with compression pointers counted from the start of the
/// value (RFC 3397 §2). For configuration, not for the data path.
/// </summary>
public static class DhcpSearchList
{
    private const byte PointerBits = 0xC0;
    private const int LongestOffset = 0x3FFF;

    /// <summary>Returns false when one of the domains is no domain name.</summary>
    public static bool TryEncode(IEnumerable<string> domains, out byte[] value)
    {
        ArgumentNullException.ThrowIfNull(domains);
        value = [];
        List<byte> octets = [];
        Dictionary<string, int> offsets = new(StringComparer.OrdinalIgnoreCase);
        foreach (string domain in domains)
        {
            if (!DnsNameText.TryEncode(domain, out byte[] name))
            {
                return false;
            }

            Append(octets, name, offsets);
        }

        value = [.. octets];
        return true;
    }

    private static void Append(List<byte> octets, ReadOnlySpan<byte> name, Dictionary<string, int> offsets)
    {
        while (name[0] != 0)
        {
            string suffix = DnsNameText.Decode(name);
            if (offsets.TryGetValue(suffix, out int known))
            {
                octets.Add((byte)(PointerBits | known >> 8));
                octets.Add((byte)known);
                return;
            }

            if (octets.Count <= LongestOffset)
            {
                offsets.Add(suffix, octets.Count);
            }

            octets.AddRange(name[..(name[0] + 1)]);
            name = name[(name[0] + 1)..];
        }

        octets.Add(0);
    }
}
