using System;
using System.Collections.Generic;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Domain names one behind the other, none compressed: how DHCPv6 (RFC 8415 §10) and router advertisements (RFC 8106 §5.2) carry search
/// lists. For configuration, not for the data path.
/// </summary>
public static class DnsNameList
{
    /// <summary>Returns false when one of the domains is no domain name.</summary>
    public static bool TryEncode(IEnumerable<string> domains, out byte[] octets)
    {
        ArgumentNullException.ThrowIfNull(domains);
        octets = [];
        List<byte> all = [];
        foreach (string domain in domains)
        {
            if (!DnsNameText.TryEncode(domain, out byte[] name))
            {
                return false;
            }

            all.AddRange(name);
        }

        octets = [.. all];
        return true;
    }
}
