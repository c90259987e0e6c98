using System;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>What solicitations and advertisements of neighbours have in common.</summary>
internal static class NeighborMessage
{
    /// <summary>The checks of RFC 4861 §7.1 that can be made without the IP header.</summary>
    public static WireError TryParse(in Icmpv6View view, Icmpv6Type type, out IpAddress target, out NdpOptions options)
    {
        target = default;
        options = default;
        if (view.Type != type || view.Code != 0)
        {
            return WireError.BadValue;
        }

        if (view.Payload.Length < IpAddress.V6Length)
        {
            return WireError.Truncated;
        }

        target = IpAddress.ReadV6(view.Payload);
        if (target.IsMulticast || target.IsV4)
        {
            return WireError.BadValue;
        }

        return NdpOptions.TryParse(view.Payload[IpAddress.V6Length..], out options);
    }

    public static void Emit(
        Span<byte> message, InternetSum pseudoHeader, Icmpv6Header header, IpAddress target, in NdpOptions options)
    {
        Span<byte> payload = message[Icmpv6Header.Length..];
        target.WriteV6(payload);
        options.Emit(payload[IpAddress.V6Length..]);
        header.Emit(message, pseudoHeader, payload);
    }
}
