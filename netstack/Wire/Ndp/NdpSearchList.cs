using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>The domains that a router recommends for short names (RFC 8106 §5.2). The stack writes this option and reads none.</summary>
public static class NdpSearchList
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Type = 31   |     Length    |           Reserved            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           Lifetime                            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |       Names, filled up with zeros to a multiple of 8          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int LifetimeOffset = 4;
    private const int NamesOffset = 8;
    private const int LongestOption = byte.MaxValue * NdpOptions.LengthUnit;

    /// <summary>Makes the whole option; nothing of no domains. False: one is no domain name, or they are too many for one option.</summary>
    /// <param name="domains">The first is tried first.</param>
    /// <param name="lifetime">In seconds; all ones is for ever, zero takes them back.</param>
    /// <param name="option">To be put behind the other options.</param>
    public static bool TryEncode(IReadOnlyCollection<string> domains, uint lifetime, out byte[] option)
    {
        ArgumentNullException.ThrowIfNull(domains);
        option = [];
        if (!DnsNameList.TryEncode(domains, out byte[] names) || NamesOffset + names.Length > LongestOption)
        {
            return false;
        }

        if (names.Length == 0)
        {
            return true;
        }

        int units = (NamesOffset + names.Length + NdpOptions.LengthUnit - 1) / NdpOptions.LengthUnit;
        option = new byte[units * NdpOptions.LengthUnit];
        option[0] = (byte)NdpOptionKind.DnsSearchList;
        option[1] = (byte)units;
        BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(LifetimeOffset), lifetime);
        names.CopyTo(option, NamesOffset);
        return true;
    }
}
