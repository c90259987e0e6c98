using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>The one question of a query (RFC 1035 §4.1.2). Borrows the message it was read from.</summary>
public readonly ref struct DnsQuestion
{
    private const int TailLength = 4;

    private DnsQuestion(ReadOnlySpan<byte> name, DnsType type, DnsClass @class)
    {
        Name = name;
        Type = type;
        Class = @class;
    }

    /// <summary>Uncompressed, as the client wrote it.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public DnsType Type { get; }

    public DnsClass Class { get; }

    /// <summary>Where the message goes on behind the question.</summary>
    public int End => DnsHeader.Length + Name.Length + TailLength;

    /// <summary>
    /// Reads the question behind the header. There is nothing before it that a compression pointer could lawfully point to, so a pointer
    /// is an error.
    /// </summary>
    public static WireError TryParse(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < DnsHeader.Length)
        {
            return WireError.Truncated;
        }

        ReadOnlySpan<byte> octets = message[DnsHeader.Length..];
        WireError error = DnsName.TryMeasure(octets, out int length);
        if (error is not WireError.None)
        {
            return error;
        }

        if (octets.Length < length + TailLength)
        {
            return WireError.Truncated;
        }

        question = new DnsQuestion(
            octets[..length],
            (DnsType)BinaryPrimitives.ReadUInt16BigEndian(octets[length..]),
            (DnsClass)BinaryPrimitives.ReadUInt16BigEndian(octets[(length + 2)..]));
        return WireError.None;
    }

    /// <summary>Writes a question into a message behind its header; returns where the message goes on.</summary>
    public static int Emit(Span<byte> message, ReadOnlySpan<byte> name, DnsType type, DnsClass @class)
    {
        Span<byte> octets = message[DnsHeader.Length..];
        name.CopyTo(octets);
        BinaryPrimitives.WriteUInt16BigEndian(octets[name.Length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(octets[(name.Length + 2)..], (ushort)@class);
        return DnsHeader.Length + name.Length + TailLength;
    }

    /// <summary>The same question, letters compared in either case.</summary>
    public bool Asks(scoped in DnsQuestion other) =>
        Type == other.Type && Class == other.Class && DnsName.AreEqual(Name, other.Name);
}
