using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An ICMP message; the octets are borrowed.</summary>
public readonly ref struct Icmpv4View
{
    private Icmpv4View(ReadOnlySpan<byte> message) => Message = message;

    /// <summary>Header and payload.</summary>
    public ReadOnlySpan<byte> Message { get; }

    public Icmpv4Type Type => (Icmpv4Type)Message[Icmpv4Header.TypeOffset];

    public byte Code => Message[Icmpv4Header.CodeOffset];

    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(Message.Slice(Icmpv4Header.ChecksumOffset, sizeof(ushort)));

    /// <summary>The second word, whose meaning depends on <see cref="Type"/>.</summary>
    public uint RestOfHeader => BinaryPrimitives.ReadUInt32BigEndian(Message.Slice(Icmpv4Header.RestOffset, sizeof(uint)));

    /// <summary>Of an echo message.</summary>
    public ushort Identifier => (ushort)(RestOfHeader >> 16);

    /// <summary>Of an echo message.</summary>
    public ushort Sequence => (ushort)RestOfHeader;

    /// <summary>Behind the header: echo data, or the beginning of the packet that an error is about.</summary>
    public ReadOnlySpan<byte> Payload => Message[Icmpv4Header.Length..];

    public bool ChecksumIsValid => InternetSum.Of(Message).IsValid;

    public static WireError TryCreate(ReadOnlySpan<byte> message, out Icmpv4View view)
    {
        if (message.Length < Icmpv4Header.Length)
        {
            view = default;
            return WireError.Truncated;
        }

        view = new Icmpv4View(message);
        return WireError.None;
    }
}
