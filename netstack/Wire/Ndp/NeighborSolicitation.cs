using System;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>"Who has this address?" (RFC 4861 §4.3). The one who asks says how to reach it, unless it has no address yet.</summary>
public readonly record struct NeighborSolicitation(IpAddress Target, MacAddress? SourceLinkAddress)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  Type = 135   |   Code = 0    |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           Reserved                            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                  Target Address (16 octets)                   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Options ...
    // +-+-+-+-+-+-+-+-+-+-

    /// <summary>Octets of the whole ICMPv6 message.</summary>
    public int Length => Icmpv6Header.Length + IpAddress.V6Length + Options.Length;

    private NdpOptions Options => new() { SourceLinkAddress = SourceLinkAddress };

    public static WireError TryParse(in Icmpv6View view, out NeighborSolicitation solicitation)
    {
        solicitation = default;
        WireError error = NeighborMessage.TryParse(view, Icmpv6Type.NeighborSolicitation, out IpAddress target, out NdpOptions options);
        if (error is WireError.None)
        {
            solicitation = new NeighborSolicitation(target, options.SourceLinkAddress);
        }

        return error;
    }

    /// <summary>Writes <see cref="Length"/> octets, the checksum included.</summary>
    public void Emit(Span<byte> destination, InternetSum pseudoHeader) =>
        NeighborMessage.Emit(destination[..Length], pseudoHeader, new Icmpv6Header(Icmpv6Type.NeighborSolicitation, 0, 0), Target, Options);
}
