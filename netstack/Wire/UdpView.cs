using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>A UDP datagram as long as its length field says; the octets are borrowed.</summary>
public readonly ref struct UdpView
{
    private UdpView(ReadOnlySpan<byte> datagram) => Datagram = datagram;

    /// <summary>Header and payload.</summary>
    public ReadOnlySpan<byte> Datagram { get; }

    public ushort SourcePort => Read16(UdpHeader.SourcePortOffset);

    public ushort DestinationPort => Read16(UdpHeader.DestinationPortOffset);

    /// <summary>Octets of header and payload.</summary>
    public int Length => Datagram.Length;

    public ushort Checksum => Read16(UdpHeader.ChecksumOffset);

    public ReadOnlySpan<byte> Payload => Datagram[UdpHeader.Length..];

    public static WireError TryCreate(ReadOnlySpan<byte> datagram, out UdpView view)
    {
        view = default;
        if (datagram.Length < UdpHeader.Length)
        {
            return WireError.Truncated;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[UdpHeader.LengthOffset..]);
        if (length < UdpHeader.Length)
        {
            return WireError.BadLength;
        }

        if (length > datagram.Length)
        {
            return WireError.Truncated;
        }

        view = new UdpView(datagram[..length]);
        return WireError.None;
    }

    /// <summary>
    /// A zero field means that the sender computed none: valid in IPv4 (RFC 768). In IPv6 it is not (RFC 8200 §8.1), and
    /// the caller, who knows the family, looks at <see cref="Checksum"/> itself.
    /// </summary>
    public bool ChecksumIsValid(InternetSum pseudoHeader) => Checksum == 0 || pseudoHeader.Add(Datagram).IsValid;

    private ushort Read16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Datagram.Slice(offset, sizeof(ushort)));
}
