using System;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>"Is there a router?" (RFC 4861 §4.1).</summary>
public readonly record struct RouterSolicitation(MacAddress? SourceLinkAddress)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  Type = 133   |   Code = 0    |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           Reserved                            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Options ...
    // +-+-+-+-+-+-+-+-+-+-

    /// <summary>Octets of the whole ICMPv6 message.</summary>
    public int Length => Icmpv6Header.Length + Options.Length;

    private NdpOptions Options => new() { SourceLinkAddress = SourceLinkAddress };

    public static WireError TryParse(in Icmpv6View view, out RouterSolicitation solicitation)
    {
        solicitation = default;
        if (view.Type != Icmpv6Type.RouterSolicitation || view.Code != 0)
        {
            return WireError.BadValue;
        }

        WireError error = NdpOptions.TryParse(view.Payload, out NdpOptions options);
        solicitation = new RouterSolicitation(options.SourceLinkAddress);
        return error;
    }

    /// <summary>Writes <see cref="Length"/> octets, the checksum included.</summary>
    public void Emit(Span<byte> destination, InternetSum pseudoHeader)
    {
        Span<byte> payload = destination[Icmpv6Header.Length..Length];
        Options.Emit(payload);
        new Icmpv6Header(Icmpv6Type.RouterSolicitation, 0, 0).Emit(destination, pseudoHeader, payload);
    }
}
