using System;
using System.Buffers.Binary;
using System.Net;

namespace NetKit.Netstack.Wire;

/// <summary>
/// An IPv4 or IPv6 address in 128 bits; IPv4 is held as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2), so that one key type serves
/// both families.
/// </summary>
public readonly record struct IpAddress(ulong High, ulong Low)
{
    /// <summary>Octets of an IPv4 address on the wire.</summary>
    public const int V4Length = 4;

    /// <summary>Octets of an IPv6 address on the wire.</summary>
    public const int V6Length = 16;

    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    public static IpAddress AnyV4 => FromV4(0);

    public static IpAddress BroadcastV4 => FromV4(0xFFFF_FFFF);

    public static IpAddress LoopbackV4 => FromV4(0x7F00_0001);

    public static IpAddress LoopbackV6 => new(0, 1);

    /// <summary>ff02::1 (RFC 4291 §2.7.1).</summary>
    public static IpAddress AllNodesV6 => new(0xFF02_0000_0000_0000, 1);

    /// <summary>ff02::2 (RFC 4291 §2.7.1).</summary>
    public static IpAddress AllRoutersV6 => new(0xFF02_0000_0000_0000, 2);

    public bool IsV4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>The 32 bits of an IPv4 address in host order. Meaningless when <see cref="IsV4"/> is false.</summary>
    public uint V4 => (uint)Low;

    /// <summary>fe80::/10 (RFC 4291 §2.5.6).</summary>
    public bool IsLinkLocalV6 => High >> 54 == 0xFE80 >> 6;

    /// <summary>The group that an IPv6 address's neighbours are asked in (RFC 4291 §2.7.1).</summary>
    public IpAddress SolicitedNodeGroup => new(0xFF02_0000_0000_0000, 0x0000_0001_FF00_0000 | Low & 0xFF_FFFF);

    public bool IsUnspecified => this == AnyV4 || this == default;

    public bool IsLoopback => IsV4 ? V4 >> 24 == 127 : this == LoopbackV6;

    public bool IsMulticast => IsV4 ? V4 >> 28 == 0xE : High >> 56 == 0xFF;

    /// <summary>fe80:: and the interface's identifier made of its link address (RFC 4291 appendix A, RFC 2464 §4).</summary>
    public static IpAddress LinkLocalV6(MacAddress mac) => InterfaceV6(0xFE80_0000_0000_0000, mac);

    /// <summary>
    /// The address that a host with this link address gives itself in a network of 64 bits (RFC 4862 §5.5.3, RFC 2464 §4).
    /// </summary>
    public static IpAddress InterfaceV6(ulong network, MacAddress mac) =>
        new(network, (mac.Value >> 24 ^ 0x02_0000) << 40 | 0xFF_FE00_0000 | mac.Value & 0xFF_FFFF);

    public static IpAddress FromV4(uint hostOrder) => new(0, MappedPrefix | hostOrder);

    public static IpAddress FromV4(byte a, byte b, byte c, byte d) => FromV4((uint)(a << 24 | b << 16 | c << 8 | d));

    /// <summary>Reads four octets; the caller has checked that they are there.</summary>
    public static IpAddress ReadV4(ReadOnlySpan<byte> octets) => FromV4(BinaryPrimitives.ReadUInt32BigEndian(octets));

    /// <summary>Reads sixteen octets; the caller has checked that they are there.</summary>
    public static IpAddress ReadV6(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    public void WriteV4(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, V4);

    public void WriteV6(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        // IPAddress also reads "1" and "0x7f.1"; a configuration that says so is a mistake, not an address.
        bool parsed = IPAddress.TryParse(text, out IPAddress? value)
            && (text.Contains(':') || text.Count('.') == 3)
            && !text.ContainsAny('%', '[', ']');
        address = parsed ? From(value!) : default;
        return parsed;
    }

    public static IpAddress From(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[V6Length];
        _ = address.TryWriteBytes(octets, out int written);
        return written == V4Length ? ReadV4(octets) : ReadV6(octets);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> octets = stackalloc byte[V6Length];
        WriteV6(octets);
        return new IPAddress(IsV4 ? octets[12..] : octets);
    }

    public override string ToString() => ToIPAddress().ToString();
}
