using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Ntp;

/// <summary>The message of NTP and SNTP, versions 1 to 4 (RFC 5905 §7.3).</summary>
public readonly record struct NtpHeader
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |LI | VN  |Mode |    Stratum     |     Poll      |  Precision   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         Root Delay                            |
    // |                         Root Dispersion                       |
    // |                          Reference ID                         |
    // |                     Reference Timestamp (64)                  |
    // |                      Origin Timestamp (64)                    |
    // |                      Receive Timestamp (64)                   |
    // |                      Transmit Timestamp (64)                  |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int RootDelayOffset = 4;
    private const int RootDispersionOffset = 8;
    private const int ReferenceIdOffset = 12;
    private const int ReferenceTimeOffset = 16;
    private const int OriginTimeOffset = 24;
    private const int ReceiveTimeOffset = 32;
    private const int TransmitTimeOffset = 40;
    private const int LeapShift = 6;
    private const int VersionShift = 3;
    private const int ThreeBits = 7;

    /// <summary>Octets on the wire; extension fields and an authenticator may follow (RFC 5905 §7.5, RFC 7822).</summary>
    public const int Length = 48;

    /// <summary>The port of both sides (RFC 5905 §9.1).</summary>
    public const ushort Port = 123;

    public NtpLeap Leap { get; init; }

    /// <summary>0-7.</summary>
    public byte Version { get; init; }

    public NtpMode Mode { get; init; }

    /// <summary>Servers between this one and a reference clock, which is 1; 0 says that there is no time here.</summary>
    public byte Stratum { get; init; }

    /// <summary>Logarithm to base 2 of the seconds between messages.</summary>
    public sbyte Poll { get; init; }

    /// <summary>Logarithm to base 2 of the seconds in a step of the clock.</summary>
    public sbyte Precision { get; init; }

    public NtpShort RootDelay { get; init; }

    public NtpShort RootDispersion { get; init; }

    /// <summary>Four octets in network order: a text for stratum 0 and 1, an address or its hash above.</summary>
    public uint ReferenceId { get; init; }

    /// <summary>When the clock was last set.</summary>
    public NtpTimestamp ReferenceTime { get; init; }

    /// <summary>What the client's message had as <see cref="TransmitTime"/>.</summary>
    public NtpTimestamp OriginTime { get; init; }

    public NtpTimestamp ReceiveTime { get; init; }

    public NtpTimestamp TransmitTime { get; init; }

    /// <summary>Reads the first <see cref="Length"/> octets; what follows them is the caller's business.</summary>
    public static WireError TryParse(ReadOnlySpan<byte> message, out NtpHeader header)
    {
        header = default;
        if (message.Length < Length)
        {
            return WireError.Truncated;
        }

        header = new NtpHeader
        {
            Leap = (NtpLeap)(message[0] >> LeapShift),
            Version = (byte)(message[0] >> VersionShift & ThreeBits),
            Mode = (NtpMode)(message[0] & ThreeBits),
            Stratum = message[1],
            Poll = (sbyte)message[2],
            Precision = (sbyte)message[3],
            RootDelay = new NtpShort(BinaryPrimitives.ReadUInt32BigEndian(message[RootDelayOffset..])),
            RootDispersion = new NtpShort(BinaryPrimitives.ReadUInt32BigEndian(message[RootDispersionOffset..])),
            ReferenceId = BinaryPrimitives.ReadUInt32BigEndian(message[ReferenceIdOffset..]),
            ReferenceTime = ReadTime(message, ReferenceTimeOffset),
            OriginTime = ReadTime(message, OriginTimeOffset),
            ReceiveTime = ReadTime(message, ReceiveTimeOffset),
            TransmitTime = ReadTime(message, TransmitTimeOffset),
        };
        return WireError.None;
    }

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..Length];
        header[0] = (byte)((byte)Leap << LeapShift | (Version & ThreeBits) << VersionShift | (byte)Mode & ThreeBits);
        header[1] = Stratum;
        header[2] = (byte)Poll;
        header[3] = (byte)Precision;
        BinaryPrimitives.WriteUInt32BigEndian(header[RootDelayOffset..], RootDelay.Value);
        BinaryPrimitives.WriteUInt32BigEndian(header[RootDispersionOffset..], RootDispersion.Value);
        BinaryPrimitives.WriteUInt32BigEndian(header[ReferenceIdOffset..], ReferenceId);
        BinaryPrimitives.WriteUInt64BigEndian(header[ReferenceTimeOffset..], ReferenceTime.Value);
        BinaryPrimitives.WriteUInt64BigEndian(header[OriginTimeOffset..], OriginTime.Value);
        BinaryPrimitives.WriteUInt64BigEndian(header[ReceiveTimeOffset..], ReceiveTime.Value);
        BinaryPrimitives.WriteUInt64BigEndian(header[TransmitTimeOffset..], TransmitTime.Value);
    }

    private static NtpTimestamp ReadTime(ReadOnlySpan<byte> message, int offset) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(message[offset..]));
}
