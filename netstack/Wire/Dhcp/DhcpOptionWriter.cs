using System;
using System.Buffers.Binary;
using System.Diagnostics;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>
/// Writes the options of a message behind its header. One that does not fit is left out whole and counted, and a later, shorter one still
/// gets its chance; so whoever calls adds the important ones first. <see cref="Finish"/> ends the message.
/// </summary>
public ref struct DhcpOptionWriter
{
    /// <summary>
    /// What BOOTP relays and old clients take for the least: 236 octets and a vendor area of 64 (RFC 951 §3, RFC 1542 §2.1).
    /// </summary>
    public const int MinimumMessage = 300;

    private readonly Span<byte> _message;
    private readonly int _end;
    private int _length;

    /// <param name="message">The message, whose header is written; at least <see cref="MinimumMessage"/> octets.</param>
    /// <param name="limit">Octets the message may have.</param>
    public DhcpOptionWriter(Span<byte> message, int limit)
    {
        Debug.Assert(message.Length >= MinimumMessage && limit >= MinimumMessage, "A message has at least 300 octets.");
        _message = message;
        _end = Math.Min(limit, message.Length) - 1;
        _length = DhcpView.OptionsOffset;
        BinaryPrimitives.WriteUInt32BigEndian(message[DhcpHeader.Length..], DhcpView.MagicCookie);
    }

    /// <summary>Options that found no room.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Adds an option; more than 255 octets are cut into parts (RFC 3396 §4).</summary>
    public bool TryAdd(DhcpOptionCode code, scoped ReadOnlySpan<byte> data)
    {
        int parts = Math.Max(1, (data.Length + DhcpOption.MaximumLength - 1) / DhcpOption.MaximumLength);
        if (_length + parts * DhcpOption.PrefixLength + data.Length > _end)
        {
            LeftOut++;
            return false;
        }

        for (; parts > 0; parts--)
        {
            ReadOnlySpan<byte> part = data[..Math.Min(data.Length, DhcpOption.MaximumLength)];
            _message[_length] = (byte)code;
            _message[_length + 1] = (byte)part.Length;
            part.CopyTo(_message[(_length + DhcpOption.PrefixLength)..]);
            _length += DhcpOption.PrefixLength + part.Length;
            data = data[part.Length..];
        }

        return true;
    }

    public bool TryAddByte(DhcpOptionCode code, byte value) => TryAdd(code, [value]);

    public bool TryAddUInt32(DhcpOptionCode code, uint value)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(data, value);
        return TryAdd(code, data);
    }

    public bool TryAddAddress(DhcpOptionCode code, IpAddress address) => TryAddUInt32(code, address.V4);

    /// <summary>Adds a duration in whole seconds.</summary>
    public bool TryAddSeconds(DhcpOptionCode code, TimeSpan duration) =>
        TryAddUInt32(code, (uint)(duration.Ticks / TimeSpan.TicksPerSecond));

    /// <summary>Writes the end option and zeros as far as <see cref="MinimumMessage"/>; returns the length of the message.</summary>
    public readonly int Finish()
    {
        _message[_length] = (byte)DhcpOptionCode.End;
        int length = Math.Max(_length + 1, MinimumMessage);
        _message[(_length + 1)..length].Clear();
        return length;
    }
}
