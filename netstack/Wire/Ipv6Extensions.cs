using System;

namespace NetKit.Netstack.Wire;

/// <summary>
/// Where a chain of IPv6 extension headers ends (RFC 8200 §4). The stack acts on none of them but the fragment header: it
/// passes those that may be passed, and refuses those that ask for what it does not do.
/// </summary>
/// <param name="Length">Octets of the chain.</param>
/// <param name="Protocol">What lies behind it.</param>
/// <param name="Fragment">Set when what lies behind it is a piece of a packet.</param>
internal readonly record struct Ipv6Extensions(int Length, IpProtocol Protocol, Ipv6FragmentHeader? Fragment)
{
    // RFC 8504 §5.3 lets a node limit the chain. Five different ones exist; nobody honest sends eight.
    private const int MostHeaders = 8;

    private const int LengthUnit = 8;
    private const int SegmentsLeftOffset = 3;
    private const byte PaddingOfOne = 0;

    // RFC 8200 §4.2: the highest two bits say what to do with an option one does not know; zero says pass over it.
    private const byte ActionMask = 0xC0;

    public static WireError TryWalk(IpProtocol first, ReadOnlySpan<byte> octets, out Ipv6Extensions extensions)
    {
        extensions = default;
        IpProtocol next = first;
        int position = 0;
        for (int count = 0; IsExtension(next); count++)
        {
            // RFC 8200 §4.1: hop-by-hop options stand directly behind the fixed header or nowhere.
            if (count == MostHeaders || (next is IpProtocol.HopByHop && count > 0))
            {
                return WireError.BadValue;
            }

            ReadOnlySpan<byte> rest = octets[position..];
            if (rest.Length < LengthUnit)
            {
                return WireError.Truncated;
            }

            if (next is IpProtocol.Fragment && Ipv6FragmentHeader.Read(rest) is { IsAtomic: false } fragment)
            {
                extensions = new Ipv6Extensions(position + Ipv6FragmentHeader.Length, fragment.NextHeader, fragment);
                return WireError.None;
            }

            int length = LengthOf(next, rest[1]);
            if (length > rest.Length)
            {
                return WireError.Truncated;
            }

            if (Check(next, rest[..length]) is not WireError.None and WireError error)
            {
                return error;
            }

            next = (IpProtocol)rest[0];
            position += length;
        }

        extensions = new Ipv6Extensions(position, next, null);
        return WireError.None;
    }

    private static bool IsExtension(IpProtocol protocol) =>
        protocol is IpProtocol.HopByHop or IpProtocol.Routing or IpProtocol.Fragment or IpProtocol.Authentication
            or IpProtocol.DestinationOptions;

    private static int LengthOf(IpProtocol header, byte lengthField) => header switch
    {
        IpProtocol.Fragment => Ipv6FragmentHeader.Length,

        // RFC 4302 §2.2: in words of four octets, not counting two of them.
        IpProtocol.Authentication => Math.Max((lengthField + 2) * 4, LengthUnit),

        // RFC 8200 §4.2: in units of eight octets, not counting the first.
        _ => (lengthField + 1) * LengthUnit,
    };

    private static WireError Check(IpProtocol header, ReadOnlySpan<byte> octets) => header switch
    {
        // RFC 8200 §4.4: a route that still leads elsewhere is not followed (RFC 5095).
        IpProtocol.Routing => octets[SegmentsLeftOffset] == 0 ? WireError.None : WireError.BadValue,
        IpProtocol.HopByHop or IpProtocol.DestinationOptions => CheckOptions(octets[2..]),
        _ => WireError.None,
    };

    private static WireError CheckOptions(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            if (options[0] == PaddingOfOne)
            {
                options = options[1..];
                continue;
            }

            if ((options[0] & ActionMask) != 0)
            {
                return WireError.BadValue;
            }

            if (options.Length < 2 || options.Length < 2 + options[1])
            {
                return WireError.BadLength;
            }

            options = options[(2 + options[1])..];
        }

        return WireError.None;
    }
}
