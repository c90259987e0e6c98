using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An ICMPv6 message; the octets are borrowed.</summary>
public readonly ref struct Icmpv6View
{
    private Icmpv6View(ReadOnlySpan<byte> message) => Message = message;

    /// <summary>Header and payload.</summary>
    public ReadOnlySpan<byte> Message { get; }

    public Icmpv6Type Type => (Icmpv6Type)Message[Icmpv6Header.TypeOffset];

    public byte Code => Message[Icmpv6Header.CodeOffset];

    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(Message.Slice(Icmpv6Header.ChecksumOffset, sizeof(ushort)));

    /// <summary>The second word, whose meaning depends on <see cref="Type"/>.</summary>
    public uint RestOfHeader => BinaryPrimitives.ReadUInt32BigEndian(Message.Slice(Icmpv6Header.RestOffset, sizeof(uint)));

    /// <summary>Of an echo message.</summary>
    public ushort Identifier => (ushort)(RestOfHeader >> 16);

    /// <summary>Of an echo message.</summary>
    public ushort Sequence => (ushort)RestOfHeader;

    /// <summary>Errors must not be answered with errors (RFC 4443 §2.4(e.1)).</summary>
    public bool IsError => (byte)Type < (byte)Icmpv6Type.EchoRequest;

    /// <summary>Behind the header: echo data, the beginning of the packet that an error is about, or the rest of an NDP message.</summary>
    public ReadOnlySpan<byte> Payload => Message[Icmpv6Header.Length..];

    public static WireError TryCreate(ReadOnlySpan<byte> message, out Icmpv6View view)
    {
        if (message.Length < Icmpv6Header.Length)
        {
            view = default;
            return WireError.Truncated;
        }

        view = new Icmpv6View(message);
        return WireError.None;
    }

    public bool ChecksumIsValid(InternetSum pseudoHeader) => pseudoHeader.Add(Message).IsValid;
}
