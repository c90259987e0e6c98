using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>What a router tells its link (RFC 4861 §4.2).</summary>
public readonly record struct RouterAdvertisement
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  Type = 134   |   Code = 0    |           Checksum            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // | Cur Hop Limit |M|O|  Reserved |       Router Lifetime         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         Reachable Time                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                          Retrans Timer                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Options ...
    // +-+-+-+-+-+-+-+-+-+-
    private const int HopLimitShift = 24;
    private const uint ManagedBit = 0x0080_0000;
    private const uint OtherBit = 0x0040_0000;
    private const int RetransmitTimerOffset = 4;
    private const int FixedPayload = 8;

    /// <summary>What hosts are to send with; 0: no opinion.</summary>
    public byte HopLimit { get; init; }

    /// <summary>Addresses are to be had by DHCPv6.</summary>
    public bool ManagedAddresses { get; init; }

    /// <summary>Other configuration is to be had by DHCPv6.</summary>
    public bool OtherConfiguration { get; init; }

    /// <summary>Seconds as a default router; 0: it is none.</summary>
    public ushort RouterLifetime { get; init; }

    /// <summary>Milliseconds that a neighbour counts as reachable; 0: no opinion.</summary>
    public uint ReachableTime { get; init; }

    /// <summary>Milliseconds between solicitations; 0: no opinion.</summary>
    public uint RetransmitTimer { get; init; }

    public NdpOptions Options { get; init; }

    /// <summary>Options that are encoded already, behind the others: <see cref="NdpSearchList"/>. Not read.</summary>
    public ReadOnlyMemory<byte> MoreOptions { get; init; }

    /// <summary>Octets of the whole ICMPv6 message.</summary>
    public int Length => Icmpv6Header.Length + FixedPayload + Options.Length + MoreOptions.Length;

    public static WireError TryParse(in Icmpv6View view, out RouterAdvertisement advertisement)
    {
        advertisement = default;
        if (view.Type != Icmpv6Type.RouterAdvertisement || view.Code != 0)
        {
            return WireError.BadValue;
        }

        ReadOnlySpan<byte> payload = view.Payload;
        if (payload.Length < FixedPayload)
        {
            return WireError.Truncated;
        }

        if (NdpOptions.TryParse(payload[FixedPayload..], out NdpOptions options) is not WireError.None and WireError error)
        {
            return error;
        }

        uint word = view.RestOfHeader;
        advertisement = new RouterAdvertisement
        {
            HopLimit = (byte)(word >> HopLimitShift),
            ManagedAddresses = (word & ManagedBit) != 0,
            OtherConfiguration = (word & OtherBit) != 0,
            RouterLifetime = (ushort)word,
            ReachableTime = BinaryPrimitives.ReadUInt32BigEndian(payload),
            RetransmitTimer = BinaryPrimitives.ReadUInt32BigEndian(payload[RetransmitTimerOffset..]),
            Options = options,
        };
        return WireError.None;
    }

    /// <summary>Writes <see cref="Length"/> octets, the checksum included.</summary>
    public void Emit(Span<byte> destination, InternetSum pseudoHeader)
    {
        Span<byte> payload = destination[Icmpv6Header.Length..Length];
        BinaryPrimitives.WriteUInt32BigEndian(payload, ReachableTime);
        BinaryPrimitives.WriteUInt32BigEndian(payload[RetransmitTimerOffset..], RetransmitTimer);
        Options.Emit(payload[FixedPayload..]);
        MoreOptions.Span.CopyTo(payload[(FixedPayload + Options.Length)..]);

        uint word = (uint)HopLimit << HopLimitShift
            | (ManagedAddresses ? ManagedBit : 0)
            | (OtherConfiguration ? OtherBit : 0)
            | RouterLifetime;
        new Icmpv6Header(Icmpv6Type.RouterAdvertisement, 0, word).Emit(destination, pseudoHeader, payload);
    }
}
