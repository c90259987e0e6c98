using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Ndp;

/// <summary>
/// The options behind a message of neighbour discovery (RFC 4861 §4.6). Where one stands there twice, the first counts. The
/// default value is "none of them".
/// </summary>
public readonly record struct NdpOptions
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // | Type = 1 or 2 |  Length = 1   |      Link-Layer Address       |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
    // |                                                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    //
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |   Type = 5    |  Length = 1   |           Reserved            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                              MTU                              |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int LinkAddressOffset = 2;
    private const int MtuOffset = 4;

    /// <summary>Length fields count eight octets.</summary>
    internal const int LengthUnit = 8;

    public static NdpOptions None => default;

    public MacAddress? SourceLinkAddress { get; init; }

    public MacAddress? TargetLinkAddress { get; init; }

    public NdpPrefix? Prefix { get; init; }

    /// <summary>Of the link, in octets.</summary>
    public uint? Mtu { get; init; }

    public NdpDnsServer? DnsServer { get; init; }

    /// <summary>Octets that <see cref="Emit"/> writes.</summary>
    public int Length =>
        (SourceLinkAddress is null ? 0 : LengthUnit)
        + (TargetLinkAddress is null ? 0 : LengthUnit)
        + (Prefix is null ? 0 : NdpPrefix.Length)
        + (Mtu is null ? 0 : LengthUnit)
        + (DnsServer is null ? 0 : NdpDnsServer.Length);

    /// <summary>Skips kinds it does not know. A length of zero makes the whole message invalid (RFC 4861 §4.6).</summary>
    public static WireError TryParse(ReadOnlySpan<byte> octets, out NdpOptions options)
    {
        options = default;
        NdpOptions sofar = default;
        while (!octets.IsEmpty)
        {
            if (octets.Length < LengthUnit)
            {
                return WireError.Truncated;
            }

            int length = octets[1] * LengthUnit;
            if (length == 0)
            {
                return WireError.BadLength;
            }

            if (length > octets.Length)
            {
                return WireError.Truncated;
            }

            if (TryParseOne(octets[..length], ref sofar) is not WireError.None and WireError error)
            {
                return error;
            }

            octets = octets[length..];
        }

        options = sofar;
        return WireError.None;
    }

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> rest = destination[..Length];
        if (SourceLinkAddress is { } source)
        {
            rest = EmitLinkAddress(rest, NdpOptionKind.SourceLinkAddress, source);
        }

        if (TargetLinkAddress is { } target)
        {
            rest = EmitLinkAddress(rest, NdpOptionKind.TargetLinkAddress, target);
        }

        if (Prefix is { } prefix)
        {
            prefix.Emit(rest);
            rest = rest[NdpPrefix.Length..];
        }

        if (Mtu is { } mtu)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)NdpOptionKind.Mtu << 24 | 1u << 16);
            BinaryPrimitives.WriteUInt32BigEndian(rest[MtuOffset..], mtu);
            rest = rest[LengthUnit..];
        }

        if (DnsServer is { } server)
        {
            server.Emit(rest);
        }
    }

    private static WireError TryParseOne(ReadOnlySpan<byte> option, ref NdpOptions options)
    {
        switch ((NdpOptionKind)option[0])
        {
            case NdpOptionKind.SourceLinkAddress or NdpOptionKind.TargetLinkAddress or NdpOptionKind.Mtu when option.Length != LengthUnit:
                return WireError.BadLength;
            case NdpOptionKind.SourceLinkAddress:
                options = options with { SourceLinkAddress = options.SourceLinkAddress ?? MacAddress.Read(option[LinkAddressOffset..]) };
                return WireError.None;
            case NdpOptionKind.TargetLinkAddress:
                options = options with { TargetLinkAddress = options.TargetLinkAddress ?? MacAddress.Read(option[LinkAddressOffset..]) };
                return WireError.None;
            case NdpOptionKind.Mtu:
                options = options with { Mtu = options.Mtu ?? BinaryPrimitives.ReadUInt32BigEndian(option[MtuOffset..]) };
                return WireError.None;
            case NdpOptionKind.PrefixInformation:
                WireError prefixError = NdpPrefix.TryRead(option, out NdpPrefix prefix);
                options = options with { Prefix = options.Prefix ?? prefix };
                return prefixError;
            case NdpOptionKind.RecursiveDnsServer:
                WireError serverError = NdpDnsServer.TryRead(option, out NdpDnsServer server);
                options = options with { DnsServer = options.DnsServer ?? server };
                return serverError;
            default:
                return WireError.None;
        }
    }

    private static Span<byte> EmitLinkAddress(Span<byte> rest, NdpOptionKind kind, MacAddress address)
    {
        rest[0] = (byte)kind;
        rest[1] = 1;
        address.WriteTo(rest[LinkAddressOffset..]);
        return rest[LengthUnit..];
    }
}
