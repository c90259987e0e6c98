using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Doctor;

/// <summary>
/// The host's IPv4 routes as <c>/proc/net/route</c> lists them: tab-separated, addresses in hexadecimal and in the machine's order.
/// </summary>
internal static class RouteTable
{
    private const int InterfaceAt = 0;
    private const int DestinationAt = 1;
    private const int MaskAt = 7;

    /// <summary>Lines that are not routes, the heading among them, are skipped.</summary>
    public static IEnumerable<Entry> Parse(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length > MaskAt
                && TryReadWord(fields[DestinationAt], out uint destination)
                && TryReadWord(fields[MaskAt], out uint mask))
            {
                IpPrefix prefix = IpPrefix.Of(IpAddress.FromV4(destination), BitOperations.PopCount(mask));
                yield return new Entry(prefix, fields[InterfaceAt]);
            }
        }
    }

    private static bool TryReadWord(string text, out uint hostOrder)
    {
        bool valid = uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word);
        hostOrder = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;
        return valid;
    }

    /// <summary>Where packets to some addresses leave the host.</summary>
    internal readonly record struct Entry(IpPrefix Destination, string Interface);
}
