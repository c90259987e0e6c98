using System;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>One option as it stands in a message; the data is borrowed, and may be only a part of the value (RFC 3396 §5).</summary>
public readonly ref struct DhcpOption(DhcpOptionCode code, ReadOnlySpan<byte> data)
{
    /// <summary>Octets of code and length.</summary>
    public const int PrefixLength = 2;

    /// <summary>Octets of data that one option holds.</summary>
    public const int MaximumLength = byte.MaxValue;

    public DhcpOptionCode Code { get; } = code;

    public ReadOnlySpan<byte> Data { get; } = data;
}
