using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>
/// Writes options behind what stands in front of them: a message's header, or the fixed part of an option that holds others. One that does
/// not fit is left out whole and counted; so whoever calls adds the important ones first.
/// </summary>
/// <param name="room">Where to write.</param>
/// <param name="start">Octets of it that are written already.</param>
public ref struct Dhcpv6OptionWriter(Span<byte> room, int start)
{
    private readonly Span<byte> _room = room;

    /// <summary>Octets written, those in front of the options included.</summary>
    public int Length { get; private set; } = start;

    /// <summary>Options that found no room.</summary>
    public int LeftOut { get; private set; }

    public bool TryAdd(Dhcpv6OptionCode code, scoped ReadOnlySpan<byte> data)
    {
        Span<byte> rest = _room[Length..];
        if (rest.Length < Dhcpv6Option.PrefixLength + data.Length || data.Length > ushort.MaxValue)
        {
            LeftOut++;
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(rest[Dhcpv6Option.LengthOffset..], (ushort)data.Length);
        data.CopyTo(rest[Dhcpv6Option.PrefixLength..]);
        Length += Dhcpv6Option.PrefixLength + data.Length;
        return true;
    }

    /// <summary>Adds a number of seconds.</summary>
    public bool TryAddSeconds(Dhcpv6OptionCode code, uint seconds)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(data, seconds);
        return TryAdd(code, data);
    }

    public bool TryAddAddress(in Dhcpv6Address address)
    {
        Span<byte> data = stackalloc byte[Dhcpv6Address.Length];
        address.Emit(data);
        return TryAdd(Dhcpv6OptionCode.Address, data);
    }

    /// <summary>Adds a code without a sentence: the code has its name, and people read logs of clients, not messages.</summary>
    public bool TryAddStatus(Dhcpv6StatusCode status)
    {
        Span<byte> data = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)status);
        return TryAdd(Dhcpv6OptionCode.StatusCode, data);
    }
}
