using System;
using System.Buffers.Binary;
using System.Text;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Captures;

/// <summary>
/// Writes blocks of a pcapng file, little-endian. SharpPcap does that with libpcap, which need not be there when NetKit runs; the few
/// blocks that are needed are quickly written.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           Block Type                          |
/// +---------------------------------------------------------------+
/// |                      Block Total Length                       |
/// +---------------------------------------------------------------+
/// /             Block Body, padded to 32 bits, options            /
/// +---------------------------------------------------------------+
/// |                      Block Total Length                       |
/// +---------------------------------------------------------------+
/// </code>
/// </remarks>
public static class PcapngWriter
{
    /// <summary>Octets that a packet's block is longer than the packet and its comment, at most.</summary>
    public const int PacketOverhead = 64;

    /// <summary>Where the frame begins in a packet's block.</summary>
    public const int PacketOffset = 8 + PacketFixed;

    /// <summary>The longest text of a section, an interface or a comment, in octets; longer ones are cut.</summary>
    public const int LongestText = 1024;

    /// <summary>Room that is enough for any block but a packet's.</summary>
    public const int SmallBlock = 4 * LongestText;

    private const int InterfaceFixed = 8;
    private const int PacketFixed = 20;
    private const int StatisticsFixed = 12;
    private const int SectionFixed = 16;
    private const int ChecksumBits = 2;

    /// <summary>Begins a file. Every method returns the octets it has written.</summary>
    public static int WriteSection(Span<byte> room, string application)
    {
        Span<byte> body = room[8..];
        BinaryPrimitives.WriteUInt32LittleEndian(body, PcapngBlock.ByteOrder);
        BinaryPrimitives.WriteUInt16LittleEndian(body[4..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(body[6..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], -1);
        int length = SectionFixed + WriteText(body[SectionFixed..], PcapngBlock.OptionSectionApplication, application);
        return Close(room, PcapngBlock.Section, length + WriteEnd(body[length..]));
    }

    /// <summary>Describes the next interface: packets name it by its number, from 0 on. Times are in nanoseconds.</summary>
    public static int WriteInterface(Span<byte> room, string name, string description, string comment)
    {
        Span<byte> body = room[8..];
        BinaryPrimitives.WriteUInt16LittleEndian(body, PcapngBlock.LinkTypeEthernet);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], 0);
        int length = InterfaceFixed;
        length += WriteText(body[length..], PcapngBlock.OptionComment, comment);
        length += WriteText(body[length..], PcapngBlock.OptionInterfaceName, name);
        length += WriteText(body[length..], PcapngBlock.OptionInterfaceDescription, description);
        length += WriteOption(body[length..], PcapngBlock.OptionInterfaceResolution, [PcapngBlock.Nanoseconds]);
        return Close(room, PcapngBlock.Interface, length + WriteEnd(body[length..]));
    }

    /// <summary>
    /// A frame in up to three pieces. A checksum that was left to the device is completed, as it would be on a wire; a super-frame stays one.
    /// </summary>
    /// <param name="room">At least the frame's and the comment's length and <see cref="PacketOverhead"/>.</param>
    /// <param name="interfaceNumber">Which interface.</param>
    /// <param name="nanoseconds">Since 1970 in UTC.</param>
    /// <param name="direction">Seen from the node.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="comment">Up to <see cref="LongestText"/> octets.</param>
    public static int WritePacket(
        Span<byte> room, int interfaceNumber, long nanoseconds, FrameDirection direction, in OutgoingFrame frame, string comment)
    {
        Span<byte> body = room[8..];
        BinaryPrimitives.WriteInt32LittleEndian(body, interfaceNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], (uint)(nanoseconds >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], (uint)nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(body[12..], frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(body[16..], frame.Length);
        Span<byte> octets = body.Slice(PacketFixed, frame.Length);
        frame.Headers.CopyTo(octets);
        frame.Payload.CopyTo(octets[frame.Headers.Length..]);
        frame.PayloadRest.CopyTo(octets[(frame.Headers.Length + frame.Payload.Length)..]);
        Complete(octets, frame.Offload);

        int length = PacketFixed + Pad(body[PacketFixed..], frame.Length);
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        uint directionFlag = direction is FrameDirection.In ? PcapngBlock.FlagInbound : PcapngBlock.FlagOutbound;
        BinaryPrimitives.WriteUInt32LittleEndian(flags, directionFlag);
        length += WriteText(body[length..], PcapngBlock.OptionComment, comment);
        length += WriteOption(body[length..], PcapngBlock.OptionPacketFlags, flags);
        return Close(room, PcapngBlock.EnhancedPacket, length + WriteEnd(body[length..]));
    }

    /// <summary>What was seen, and what of it is not in the file since nobody took it away in time.</summary>
    public static int WriteStatistics(Span<byte> room, int interfaceNumber, long nanoseconds, long received, long dropped)
    {
        Span<byte> body = room[8..];
        BinaryPrimitives.WriteInt32LittleEndian(body, interfaceNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], (uint)(nanoseconds >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], (uint)nanoseconds);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, received);
        int length = StatisticsFixed;
        length += WriteOption(body[length..], PcapngBlock.OptionReceived, number);
        BinaryPrimitives.WriteInt64LittleEndian(number, dropped);
        length += WriteOption(body[length..], PcapngBlock.OptionDropped, number);
        return Close(room, PcapngBlock.Statistics, length + WriteEnd(body[length..]));
    }

    private static void Complete(Span<byte> frame, in FrameOffload offload)
    {
        int field = offload.ChecksumStart + offload.ChecksumOffset;
        if (offload.NeedsChecksum && field + ChecksumBits <= frame.Length)
        {
            ushort sum = InternetSum.Of(frame[offload.ChecksumStart..]).ToField();
            BinaryPrimitives.WriteUInt16BigEndian(frame[field..], sum == 0 ? ushort.MaxValue : sum);
        }
    }

    private static int WriteText(Span<byte> room, ushort code, string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        Span<byte> octets = stackalloc byte[LongestText];
        _ = Encoding.UTF8.TryGetBytes(text.AsSpan(0, Math.Min(text.Length, LongestText / 3)), octets, out int length);
        return WriteOption(room, code, octets[..length]);
    }

    private static int WriteOption(Span<byte> room, ushort code, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(room, code);
        BinaryPrimitives.WriteUInt16LittleEndian(room[2..], (ushort)value.Length);
        value.CopyTo(room[4..]);
        return 4 + Pad(room[4..], value.Length);
    }

    private static int WriteEnd(Span<byte> room)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(room, PcapngBlock.OptionEnd);
        return 4;
    }

    private static int Pad(Span<byte> room, int length)
    {
        int padded = (length + PcapngBlock.Alignment - 1) & -PcapngBlock.Alignment;
        room[length..padded].Clear();
        return padded;
    }

    private static int Close(Span<byte> room, uint type, int bodyLength)
    {
        int length = bodyLength + PcapngBlock.Frame;
        BinaryPrimitives.WriteUInt32LittleEndian(room, type);
        BinaryPrimitives.WriteInt32LittleEndian(room[4..], length);
        BinaryPrimitives.WriteInt32LittleEndian(room[(length - 4)..], length);
        return length;
    }
}
