using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An Ethernet II header (IEEE 802.3-2022 §3.1.1).</summary>
public readonly record struct EthernetHeader(MacAddress Destination, MacAddress Source, EtherType Type)
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                      Destination Address                      |
    // +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                               |                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
    // |                        Source Address                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |             Type              |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int DestinationOffset = 0;
    internal const int SourceOffset = 6;
    internal const int TypeOffset = 12;

    /// <summary>Octets on the wire.</summary>
    public const int Length = 14;

    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..Length];
        Destination.WriteTo(header[DestinationOffset..]);
        Source.WriteTo(header[SourceOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[TypeOffset..], (ushort)Type);
    }
}
