using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>
/// A DHCPv6 message whose options, but not what is inside of them, have been checked from the first to the last (RFC 8415 §8). The octets
/// are borrowed.
/// </summary>
public readonly ref struct Dhcpv6View
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |    msg-type   |               transaction-id                  |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                            options                            |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const uint TransactionMask = 0xFF_FFFF;
    private const int TypeShift = 24;

    /// <summary>Octets in front of the options.</summary>
    public const int HeaderLength = 4;

    // RFC 8415 §9: hop count and two addresses instead of the transaction.
    private const int RelayHeaderLength = 34;

    private readonly ReadOnlySpan<byte> _message;

    private Dhcpv6View(ReadOnlySpan<byte> message) => _message = message;

    public Dhcpv6MessageType Type => (Dhcpv6MessageType)_message[0];

    /// <summary>24 bits; meaningless in a relay's message.</summary>
    public uint TransactionId => BinaryPrimitives.ReadUInt32BigEndian(_message) & TransactionMask;

    public Dhcpv6OptionWalker Options => new(_message[LengthBeforeOptions(Type)..]);

    public static WireError TryCreate(ReadOnlySpan<byte> message, out Dhcpv6View view)
    {
        view = default;
        int headerLength = message.IsEmpty ? HeaderLength : LengthBeforeOptions((Dhcpv6MessageType)message[0]);
        if (message.Length < headerLength)
        {
            return WireError.Truncated;
        }

        WireError error = Dhcpv6OptionWalker.Check(message[headerLength..]);
        view = error is WireError.None ? new Dhcpv6View(message) : default;
        return error;
    }

    /// <summary>Writes <see cref="HeaderLength"/> octets.</summary>
    public static void EmitHeader(Span<byte> message, Dhcpv6MessageType type, uint transactionId) =>
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)type << TypeShift | transactionId & TransactionMask);

    /// <summary>Finds an option; the first, where there are several.</summary>
    public bool TryFind(Dhcpv6OptionCode code, out ReadOnlySpan<byte> data)
    {
        foreach (Dhcpv6Option option in Options)
        {
            if (option.Code == code)
            {
                data = option.Data;
                return true;
            }
        }

        data = default;
        return false;
    }

    private static int LengthBeforeOptions(Dhcpv6MessageType type) =>
        type is Dhcpv6MessageType.RelayForward or Dhcpv6MessageType.RelayReply ? RelayHeaderLength : HeaderLength;
}
