using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>
/// An IPv6 packet whose lengths agree with each other and whose extension headers have been passed; the octets are borrowed.
/// </summary>
public readonly ref struct Ipv6View
{
    private readonly Ipv6Extensions _extensions;

    private Ipv6View(ReadOnlySpan<byte> packet, Ipv6Extensions extensions)
    {
        Packet = packet;
        _extensions = extensions;
    }

    /// <summary>All headers and the payload: exactly as long as the length field says.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>Octets of the fixed header and the extension headers.</summary>
    public int HeaderLength => Ipv6Header.Length + _extensions.Length;

    public int TotalLength => Packet.Length;

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass => (byte)(BinaryPrimitives.ReadUInt16BigEndian(Packet) >> 4);

    /// <summary>20 bits.</summary>
    public uint FlowLabel => BinaryPrimitives.ReadUInt32BigEndian(Packet) & Ipv6Header.FlowLabelMask;

    public byte HopLimit => Packet[Ipv6Header.HopLimitOffset];

    public IpAddress Source => IpAddress.ReadV6(Packet.Slice(Ipv6Header.SourceOffset, IpAddress.V6Length));

    public IpAddress Destination => IpAddress.ReadV6(Packet.Slice(Ipv6Header.DestinationOffset, IpAddress.V6Length));

    /// <summary>What <see cref="Payload"/> is. Of a fragment: what the whole packet's fragmentable part begins with.</summary>
    public IpProtocol Protocol => _extensions.Protocol;

    /// <summary>The payload is only a piece of a packet. A fragment header on a whole packet does not make it one (RFC 6946).</summary>
    public bool IsFragment => _extensions.Fragment is not null;

    /// <summary>The zero value unless <see cref="IsFragment"/>.</summary>
    public Ipv6FragmentHeader Fragment => _extensions.Fragment.GetValueOrDefault();

    public ReadOnlySpan<byte> Payload => Packet[HeaderLength..];

    public static WireError TryCreate(ReadOnlySpan<byte> packet, out Ipv6View view)
    {
        view = default;
        if (packet.Length < Ipv6Header.Length)
        {
            return WireError.Truncated;
        }

        if (packet[0] >> 4 != Ipv6Header.Version)
        {
            return WireError.BadVersion;
        }

        int totalLength = Ipv6Header.Length + BinaryPrimitives.ReadUInt16BigEndian(packet[Ipv6Header.PayloadLengthOffset..]);
        if (totalLength > packet.Length)
        {
            return WireError.Truncated;
        }

        // ::ffff:a.b.c.d means "IPv4" to every table of the stack, so on the wire it would be a disguise (RFC 4942 §2.2).
        if (IpAddress.ReadV6(packet[Ipv6Header.SourceOffset..]).IsV4 || IpAddress.ReadV6(packet[Ipv6Header.DestinationOffset..]).IsV4)
        {
            return WireError.BadValue;
        }

        ReadOnlySpan<byte> trimmed = packet[..totalLength];
        IpProtocol first = (IpProtocol)trimmed[Ipv6Header.NextHeaderOffset];
        WireError error = Ipv6Extensions.TryWalk(first, trimmed[Ipv6Header.Length..], out Ipv6Extensions extensions);
        if (error is WireError.None)
        {
            view = new Ipv6View(trimmed, extensions);
        }

        return error;
    }

    /// <summary>
    /// Passes the extension headers at the start of a reassembled packet's fragmentable part; returns the octets behind
    /// them and what those are.
    /// </summary>
    public static WireError TrySkipExtensions(
        IpProtocol first, ReadOnlySpan<byte> fragmentable, out IpProtocol protocol, out ReadOnlySpan<byte> payload)
    {
        WireError error = Ipv6Extensions.TryWalk(first, fragmentable, out Ipv6Extensions extensions);
        if (error is WireError.None && (extensions.Fragment is not null || first is IpProtocol.HopByHop))
        {
            error = WireError.BadValue;
        }

        protocol = extensions.Protocol;
        payload = error is WireError.None ? fragmentable[extensions.Length..] : default;
        return error;
    }
}
