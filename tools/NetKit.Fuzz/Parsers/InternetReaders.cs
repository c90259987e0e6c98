using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;

namespace NetKit.Fuzz.Parsers;

/// <summary>IPv4, IPv6, ICMP and neighbour discovery: what is accepted means the same when it is emitted and read again.</summary>
internal static class InternetReaders
{
    public static void Ipv4(ReadOnlySpan<byte> octets)
    {
        byte[] packet = octets.ToArray();
        RepairIpv4(packet);
        if (Ipv4View.TryCreate(packet, out Ipv4View view) is not WireError.None)
        {
            return;
        }

        Oracle.Holds(view.ChecksumIsValid, "a wrong checksum was accepted");
        Oracle.Holds(view.HeaderLength + view.Payload.Length == view.TotalLength, "header and payload are not the packet");
        Oracle.Holds(Ipv4Header.MinimumLength + view.Options.Length == view.HeaderLength, "options are not what the header has more");
        Oracle.Holds(view.IsFragment == (view.MoreFragments || view.FragmentOffset != 0), "fragment or not");
        if (Ipv4Header.TryParse(view, out Ipv4Header header) is WireError.None)
        {
            byte[] emitted = new byte[Ipv4Header.MinimumLength + header.PayloadLength];
            header.Emit(emitted);
            bool isSame = Ipv4View.TryCreate(emitted, out Ipv4View again) is WireError.None
                && Ipv4Header.TryParse(again, out Ipv4Header reread) is WireError.None && reread == header;
            Oracle.Holds(isSame, $"{header} is another one when it was emitted");
        }
    }

    public static void Ipv6(ReadOnlySpan<byte> octets)
    {
        if (Ipv6View.TryCreate(octets, out Ipv6View view) is not WireError.None)
        {
            return;
        }

        Oracle.Holds(view.HeaderLength + view.Payload.Length == view.TotalLength, "header and payload are not the packet");
        _ = view.Fragment;
        if (Ipv6Header.TryParse(view, out Ipv6Header header) is WireError.None)
        {
            // Extension headers are read and never written.
            Ipv6Header plain = header with { Protocol = IpProtocol.NoNextHeader };
            byte[] emitted = [.. new byte[Ipv6Header.Length], .. view.Payload];
            plain.Emit(emitted);
            bool isSame = Ipv6View.TryCreate(emitted, out Ipv6View again) is WireError.None
                && Ipv6Header.TryParse(again, out Ipv6Header reread) is WireError.None && reread == plain;
            Oracle.Holds(isSame, $"{plain} is another one when it was emitted");
        }
    }

    public static void Icmpv4(ReadOnlySpan<byte> octets)
    {
        if (Icmpv4View.TryCreate(octets, out Icmpv4View view) is WireError.None)
        {
            byte[] emitted = [.. new byte[Icmpv4Header.Length], .. view.Payload];
            new Icmpv4Header(view.Type, view.Code, view.RestOfHeader).Emit(emitted, view.Payload);
            bool isRight = Icmpv4View.TryCreate(emitted, out Icmpv4View again) is WireError.None && again.ChecksumIsValid
                && again.Identifier == view.Identifier && again.Sequence == view.Sequence;
            Oracle.Holds(isRight, "another message when it was emitted");
        }
    }

    public static void Icmpv6(ReadOnlySpan<byte> octets)
    {
        if (Icmpv6View.TryCreate(octets, out Icmpv6View view) is not WireError.None)
        {
            return;
        }

        byte[] emitted = [.. new byte[Icmpv6Header.Length], .. view.Payload];
        new Icmpv6Header(view.Type, view.Code, view.RestOfHeader).Emit(emitted, default, view.Payload);
        Oracle.Holds(
            Icmpv6View.TryCreate(emitted, out Icmpv6View again) is WireError.None && again.ChecksumIsValid(default),
            "the emitted message is not valid");
        Discovery(view);
    }

    /// <summary>Makes the header's checksum right, so that what lies behind the check is reached.</summary>
    internal static void RepairIpv4(Span<byte> packet)
    {
        int length = packet.IsEmpty ? 0 : (packet[0] & 0xF) * 4;
        if (length >= Ipv4Header.MinimumLength && length <= packet.Length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv4Header.ChecksumOffset..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv4Header.ChecksumOffset..], InternetSum.Of(packet[..length]).ToField());
        }
    }

    private static void Discovery(in Icmpv6View view)
    {
        _ = NeighborSolicitation.TryParse(view, out _);
        _ = NeighborAdvertisement.TryParse(view, out _);
        _ = RouterSolicitation.TryParse(view, out _);
        if (RouterAdvertisement.TryParse(view, out RouterAdvertisement advertisement) is not WireError.None)
        {
            return;
        }

        byte[] emitted = new byte[advertisement.Length];
        advertisement.Emit(emitted, default);
        bool isSame = Icmpv6View.TryCreate(emitted, out Icmpv6View again) is WireError.None
            && RouterAdvertisement.TryParse(again, out RouterAdvertisement reread) is WireError.None
            && reread with { MoreOptions = default } == advertisement with { MoreOptions = default };
        Oracle.Holds(isSame, $"{advertisement} is another one when it was emitted");
    }
}
