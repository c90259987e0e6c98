using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>The eight octets in front of echo data, the same in RFC 792 and RFC 4443 §4.1 but for the type.</summary>
internal readonly ref struct EchoMessage
{
    public const int HeaderLength = 8;

    private const int ChecksumAt = 2;
    private const int IdentifierAt = 4;
    private const int SequenceAt = 6;

    private readonly ReadOnlySpan<byte> _message;

    private EchoMessage(ReadOnlySpan<byte> message) => _message = message;

    public ushort Identifier => BinaryPrimitives.ReadUInt16BigEndian(_message[IdentifierAt..]);

    public ushort Sequence => BinaryPrimitives.ReadUInt16BigEndian(_message[SequenceAt..]);

    public ReadOnlySpan<byte> Payload => _message[HeaderLength..];

    public static byte RequestType(bool ipv6) => ipv6 ? (byte)Icmpv6Type.EchoRequest : (byte)Icmpv4Type.EchoRequest;

    public static byte ReplyType(bool ipv6) => ipv6 ? (byte)Icmpv6Type.EchoReply : (byte)Icmpv4Type.EchoReply;

    /// <summary>Reads a message of the given type; false for any other, and for a short one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, byte type, out EchoMessage echo)
    {
        bool fits = message.Length >= HeaderLength && message[0] == type && message[1] == 0;
        echo = fits ? new EchoMessage(message) : default;
        return fits;
    }

    /// <summary>
    /// Writes the header of a request. The checksum of ICMPv6 covers addresses that only the kernel knows, so it fills that in.
    /// </summary>
    public static void WriteRequest(Span<byte> header, bool ipv6, ushort identifier, ushort sequence, ReadOnlySpan<byte> payload)
    {
        header[0] = RequestType(ipv6);
        header[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumAt..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[IdentifierAt..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(header[SequenceAt..], sequence);
        if (!ipv6)
        {
            InternetSum sum = InternetSum.Of(header[..HeaderLength]).Add(payload);
            BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumAt..], sum.ToField());
        }
    }
}
