using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// What a sender is to be told about a packet whose headers could not be processed (RFC 8200 §4, RFC 4443 §3.4). Off the data path: it
/// walks the chain once more, to its end, since an error must not be sent about an error.
/// </summary>
internal static class Ipv6Diagnosis
{
    private const int MostHeaders = 8;
    private const int LengthUnit = 8;
    private const int FragmentOffsetOffset = 2;
    private const int RoutingTypeOffset = 2;
    private const int SegmentsLeftOffset = 3;
    private const byte PaddingOfOne = 0;
    private const byte Skip = 0x00;
    private const byte DiscardSilently = 0x40;
    private const byte ReportUnlessToGroup = 0xC0;
    private const byte ActionMask = 0xC0;

    /// <summary>False: nothing is to be said.</summary>
    /// <param name="packet">From the fixed header on; at least that is there.</param>
    /// <param name="toGroup">The packet is for a group, or its frame was.</param>
    /// <param name="problem">The message.</param>
    public static bool TryFind(ReadOnlySpan<byte> packet, bool toGroup, out Icmpv6Header problem)
    {
        Icmpv6Header? found = null;
        int field = Ipv6Header.NextHeaderOffset;
        int position = Ipv6Header.Length;
        problem = default;
        for (int count = 0; IsExtension(packet[field]); count++)
        {
            ReadOnlySpan<byte> rest = packet[position..];
            if (count == MostHeaders || rest.Length < LengthUnit)
            {
                return false;
            }

            IpProtocol header = (IpProtocol)packet[field];
            if (header is IpProtocol.Fragment && (BinaryPrimitives.ReadUInt16BigEndian(rest[FragmentOffsetOffset..]) & 0xFFF8) != 0)
            {
                return false;
            }

            int length = LengthOf(header, rest[1]);
            if (length > rest.Length || !TryCheck(header, rest[..length], position, field, toGroup, ref found))
            {
                return false;
            }

            field = position;
            position += length;
        }

        found ??= IsKnown(packet[field]) ? null : Problem(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, field);
        problem = found.GetValueOrDefault();
        return found is not null && !IsIcmpError(packet[field], packet[position..])
            && (!toGroup || problem.Code == (byte)Icmpv6ParameterProblemCode.UnrecognizedOption);
    }

    // False: the packet goes without a word.
    private static bool TryCheck(
        IpProtocol header, ReadOnlySpan<byte> octets, int position, int field, bool toGroup, ref Icmpv6Header? found)
    {
        if (header is IpProtocol.HopByHop && field != Ipv6Header.NextHeaderOffset)
        {
            // RFC 8200 §4: as if it were unknown there.
            found ??= Problem(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, field);
        }

        if (header is IpProtocol.Routing && octets[SegmentsLeftOffset] != 0)
        {
            found ??= Problem(Icmpv6ParameterProblemCode.ErroneousHeaderField, position + RoutingTypeOffset);
        }

        return header is not (IpProtocol.HopByHop or IpProtocol.DestinationOptions)
            || TryCheckOptions(octets, position, toGroup, ref found);
    }

    private static bool TryCheckOptions(ReadOnlySpan<byte> header, int position, bool toGroup, ref Icmpv6Header? found)
    {
        for (int i = 2; i < header.Length; i += header[i] == PaddingOfOne ? 1 : 2 + header[i + 1])
        {
            int action = header[i] & ActionMask;
            if (action == DiscardSilently || (action == ReportUnlessToGroup && toGroup))
            {
                return false;
            }

            if (action != Skip)
            {
                found ??= Problem(Icmpv6ParameterProblemCode.UnrecognizedOption, position + i);
            }

            if (header[i] != PaddingOfOne && i + 1 >= header.Length)
            {
                return false;
            }
        }

        return true;
    }

    private static Icmpv6Header Problem(Icmpv6ParameterProblemCode code, int pointer) => Icmpv6Header.ParameterProblem(code, (uint)pointer);

    private static int LengthOf(IpProtocol header, byte lengthField) => header switch
    {
        IpProtocol.Fragment => Ipv6FragmentHeader.Length,
        IpProtocol.Authentication => Math.Max((lengthField + 2) * 4, LengthUnit),
        _ => (lengthField + 1) * LengthUnit,
    };

    private static bool IsExtension(byte protocol) =>
        (IpProtocol)protocol is IpProtocol.HopByHop or IpProtocol.Routing or IpProtocol.Fragment or IpProtocol.Authentication
            or IpProtocol.DestinationOptions;

    private static bool IsKnown(byte protocol) =>
        (IpProtocol)protocol is IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.Icmpv6 or IpProtocol.NoNextHeader;

    private static bool IsIcmpError(byte protocol, ReadOnlySpan<byte> message) =>
        (IpProtocol)protocol is IpProtocol.Icmpv6
        && (message.IsEmpty || (Icmpv6Type)message[0] is < Icmpv6Type.EchoRequest or Icmpv6Type.Redirect);
}
