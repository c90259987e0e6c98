using System;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>One option as it stands in a message or in another option (RFC 8415 §21.1); the data is borrowed.</summary>
public readonly ref struct Dhcpv6Option(Dhcpv6OptionCode code, ReadOnlySpan<byte> data)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |          option-code          |           option-len          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                          option-data                          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int LengthOffset = 2;

    /// <summary>Octets of code and length.</summary>
    public const int PrefixLength = 4;

    public Dhcpv6OptionCode Code { get; } = code;

    public ReadOnlySpan<byte> Data { get; } = data;
}
