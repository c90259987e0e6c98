using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An IPv4 packet whose lengths agree with each other, without the padding behind it; the octets are borrowed.</summary>
public readonly ref struct Ipv4View
{
    private Ipv4View(ReadOnlySpan<byte> packet) => Packet = packet;

    /// <summary>Header, options and payload: exactly as long as the length field says.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>Octets of header and options: 20-60.</summary>
    public int HeaderLength => (Packet[0] & 0xF) * 4;

    public int TotalLength => Packet.Length;

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass => Packet[Ipv4Header.TrafficClassOffset];

    public ushort Identification => Read16(Ipv4Header.IdentificationOffset);

    public bool DontFragment => (Read16(Ipv4Header.FragmentOffsetOffset) & Ipv4Header.DontFragmentBit) != 0;

    public bool MoreFragments => (Read16(Ipv4Header.FragmentOffsetOffset) & Ipv4Header.MoreFragmentsBit) != 0;

    /// <summary>Where the payload belongs in the whole datagram, in octets.</summary>
    public int FragmentOffset => (Read16(Ipv4Header.FragmentOffsetOffset) & Ipv4Header.FragmentOffsetMask) * 8;

    /// <summary>The payload is only a piece of a datagram.</summary>
    public bool IsFragment =>
        (Read16(Ipv4Header.FragmentOffsetOffset) & (Ipv4Header.MoreFragmentsBit | Ipv4Header.FragmentOffsetMask)) != 0;

    public byte TimeToLive => Packet[Ipv4Header.TimeToLiveOffset];

    public IpProtocol Protocol => (IpProtocol)Packet[Ipv4Header.ProtocolOffset];

    public ushort Checksum => Read16(Ipv4Header.ChecksumOffset);

    public IpAddress Source => IpAddress.ReadV4(Packet.Slice(Ipv4Header.SourceOffset, IpAddress.V4Length));

    public IpAddress Destination => IpAddress.ReadV4(Packet.Slice(Ipv4Header.DestinationOffset, IpAddress.V4Length));

    public ReadOnlySpan<byte> Options => Packet[Ipv4Header.MinimumLength..HeaderLength];

    public ReadOnlySpan<byte> Payload => Packet[HeaderLength..];

    /// <summary>Of the header and its options; the payload has its own.</summary>
    public bool ChecksumIsValid => InternetSum.Of(Packet[..HeaderLength]).IsValid;

    public static WireError TryCreate(ReadOnlySpan<byte> packet, out Ipv4View view)
    {
        view = default;
        if (packet.Length < Ipv4Header.MinimumLength)
        {
            return WireError.Truncated;
        }

        if (packet[0] >> 4 != Ipv4Header.Version)
        {
            return WireError.BadVersion;
        }

        int headerLength = (packet[0] & 0xF) * 4;
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(packet[Ipv4Header.TotalLengthOffset..]);
        if (headerLength < Ipv4Header.MinimumLength || totalLength < headerLength)
        {
            return WireError.BadLength;
        }

        if (totalLength > packet.Length)
        {
            return WireError.Truncated;
        }

        // Short frames are padded to 60 octets on Ethernet: what lies behind the total length is not ours.
        view = new Ipv4View(packet[..totalLength]);
        return WireError.None;
    }

    private ushort Read16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Packet.Slice(offset, sizeof(ushort)));
}
