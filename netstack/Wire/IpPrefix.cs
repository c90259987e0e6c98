using System;
using System.Globalization;

namespace NetKit.Netstack.Wire;

/// <summary>An IPv4 or IPv6 network in CIDR form; host bits of <see cref="Address"/> are zero.</summary>
public readonly record struct IpPrefix
{
    private IpPrefix(IpAddress address, int length)
    {
        Address = address;
        Length = length;
    }

    /// <summary>The network address.</summary>
    public IpAddress Address { get; }

    /// <summary>Significant bits: 0-32 for IPv4, 0-128 for IPv6.</summary>
    public int Length { get; }

    /// <summary>The netmask as an IPv4 address in host order. Only meaningful for IPv4.</summary>
    public uint MaskV4 => Length == 0 ? 0 : uint.MaxValue << (32 - Length);

    /// <summary>The IPv4 directed broadcast address (RFC 919). Only meaningful for IPv4.</summary>
    public IpAddress BroadcastV4 => IpAddress.FromV4(Address.V4 | ~MaskV4);

    /// <summary>Makes a prefix; host bits are cleared. <paramref name="length"/> counts bits of the address's own family.</summary>
    public static IpPrefix Of(IpAddress address, int length)
    {
        int bits = address.IsV4 ? length + 96 : length;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 128);
        (ulong high, ulong low) = Mask(bits);
        return new IpPrefix(new IpAddress(address.High & high, address.Low & low), length);
    }

    public bool Contains(IpAddress address)
    {
        if (address.IsV4 != Address.IsV4)
        {
            return false;
        }

        (ulong high, ulong low) = Mask(Address.IsV4 ? Length + 96 : Length);
        return (address.High & high) == Address.High && (address.Low & low) == Address.Low;
    }

    /// <summary>The address at <paramref name="offset"/> from the network address, e.g. 2 of 10.0.2.0/24 is 10.0.2.2.</summary>
    public IpAddress At(uint offset) => Address with { Low = Address.Low + offset };

    /// <summary>Reads <c>10.0.2.0/24</c>. Host bits are kept out: 10.0.2.7/24 reads as 10.0.2.0/24.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        if (slash < 0 || !IpAddress.TryParse(text[..slash], out IpAddress address)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > (address.IsV4 ? 32 : 128))
        {
            return false;
        }

        prefix = Of(address, length);
        return true;
    }

    public override string ToString() => $"{Address}/{Length}";

    private static (ulong High, ulong Low) Mask(int bits) => bits switch
    {
        0 => (0, 0),
        <= 64 => (ulong.MaxValue << (64 - bits), 0),
        _ => (ulong.MaxValue, ulong.MaxValue << (128 - bits)),
    };
}
