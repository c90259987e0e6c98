using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>Goes from option to option. When it ends, <see cref="Error"/> says whether that was the end.</summary>
public ref struct Dhcpv6OptionWalker
{
    private ReadOnlySpan<byte> _rest;

    internal Dhcpv6OptionWalker(ReadOnlySpan<byte> options) => _rest = options;

    public Dhcpv6Option Current { get; private set; }

    public WireError Error { get; private set; }

    public readonly Dhcpv6OptionWalker GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty || Error is not WireError.None)
        {
            return false;
        }

        int length = _rest.Length < Dhcpv6Option.PrefixLength
            ? int.MaxValue
            : Dhcpv6Option.PrefixLength + BinaryPrimitives.ReadUInt16BigEndian(_rest[Dhcpv6Option.LengthOffset..]);
        if (length > _rest.Length)
        {
            Error = WireError.Truncated;
            return false;
        }

        Dhcpv6OptionCode code = (Dhcpv6OptionCode)BinaryPrimitives.ReadUInt16BigEndian(_rest);
        Current = new Dhcpv6Option(code, _rest[Dhcpv6Option.PrefixLength..length]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Why the options are none from the first to the last.</summary>
    internal static WireError Check(ReadOnlySpan<byte> options)
    {
        Dhcpv6OptionWalker walker = new(options);
        while (walker.MoveNext())
        {
        }

        return walker.Error;
    }
}
