using System;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>"This address is mine" (RFC 4861 §4.4).</summary>
/// <param name="Target">The address.</param>
/// <param name="TargetLinkAddress">Where it is.</param>
/// <param name="IsRouter">The sender forwards packets.</param>
/// <param name="IsSolicited">It answers a question, which confirms that the neighbour can be reached.</param>
/// <param name="Overrides">What was known before is to be replaced.</param>
public readonly record struct NeighborAdvertisement(
    IpAddress Target, MacAddress? TargetLinkAddress, bool IsRouter, bool IsSolicited, bool Overrides)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  Type = 136   |   Code = 0    |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |R|S|O|                     Reserved                            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                  Target Address (16 octets)                   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Options ...
    // +-+-+-+-+-+-+-+-+-+-
    private const uint RouterBit = 0x8000_0000;
    private const uint SolicitedBit = 0x4000_0000;
    private const uint OverrideBit = 0x2000_0000;

    /// <summary>Octets of the whole ICMPv6 message.</summary>
    public int Length => Icmpv6Header.Length + IpAddress.V6Length + Options.Length;

    private NdpOptions Options => new() { TargetLinkAddress = TargetLinkAddress };

    public static WireError TryParse(in Icmpv6View view, out NeighborAdvertisement advertisement)
    {
        advertisement = default;
        WireError error = NeighborMessage.TryParse(view, Icmpv6Type.NeighborAdvertisement, out IpAddress target, out NdpOptions options);
        if (error is WireError.None)
        {
            uint flags = view.RestOfHeader;
            advertisement = new NeighborAdvertisement(
                target, options.TargetLinkAddress, (flags & RouterBit) != 0, (flags & SolicitedBit) != 0, (flags & OverrideBit) != 0);
        }

        return error;
    }

    /// <summary>Writes <see cref="Length"/> octets, the checksum included.</summary>
    public void Emit(Span<byte> destination, InternetSum pseudoHeader)
    {
        uint flags = (IsRouter ? RouterBit : 0) | (IsSolicited ? SolicitedBit : 0) | (Overrides ? OverrideBit : 0);
        Icmpv6Header header = new(Icmpv6Type.NeighborAdvertisement, 0, flags);
        NeighborMessage.Emit(destination[..Length], pseudoHeader, header, Target, Options);
    }
}
