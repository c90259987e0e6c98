using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An Ethernet II frame without preamble and check sequence; the octets are borrowed.</summary>
public readonly ref struct EthernetView
{
    private readonly ReadOnlySpan<byte> _frame;

    private EthernetView(ReadOnlySpan<byte> frame) => _frame = frame;

    public MacAddress Destination => MacAddress.Read(_frame.Slice(EthernetHeader.DestinationOffset, MacAddress.Length));

    public MacAddress Source => MacAddress.Read(_frame.Slice(EthernetHeader.SourceOffset, MacAddress.Length));

    /// <summary>Values below 0x0600 are an IEEE 802.3 length and name no protocol that the stack speaks.</summary>
    public EtherType Type => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_frame.Slice(EthernetHeader.TypeOffset, sizeof(ushort)));

    /// <summary>Everything behind the header, padding of short frames included.</summary>
    public ReadOnlySpan<byte> Payload => _frame[EthernetHeader.Length..];

    public static WireError TryCreate(ReadOnlySpan<byte> frame, out EthernetView view)
    {
        if (frame.Length < EthernetHeader.Length)
        {
            view = default;
            return WireError.Truncated;
        }

        view = new EthernetView(frame);
        return WireError.None;
    }
}
