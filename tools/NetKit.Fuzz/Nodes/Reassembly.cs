using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Nodes;

/// <summary>
/// Fragments in any order, overlapping or not, of two datagrams that say what their octets should be: what comes out whole is what was sent.
/// </summary>
internal static class Reassembly
{
    private const int Datagrams = 4;

    public static void Ipv4(ReadOnlySpan<byte> input)
    {
        ReassemblyLimits limits = new() { Datagrams = Datagrams, Octets = 64 << 10, Fragments = 32 };
        Ipv4Reassembler reassembler = new(limits);
        InputReader reader = new(input);
        Instant now = Sequence.Start;
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            now += Sequence.Pause(decision >> 5);
            int offset = reader.Octet() * 8;
            int length = reader.Octet() * 8 - (decision & 4);
            bool isMore = (decision & 1) != 0;
            byte[] packet = new byte[Ipv4Header.MinimumLength + Math.Max(length, 0)];
            ushort identification = (ushort)((decision >> 1) & 1);
            new Ipv4Header
            {
                Source = IpAddress.FromV4(10, 0, 2, 100),
                Destination = IpAddress.FromV4(192, 0, 2, 1),
                Protocol = IpProtocol.Udp,
                TimeToLive = 64,
                Identification = identification,
                MoreFragments = isMore,
                FragmentOffset = offset,
                PayloadLength = packet.Length - Ipv4Header.MinimumLength,
            }.Emit(packet);
            Fill(packet.AsSpan(Ipv4Header.MinimumLength), offset, identification);
            if (Ipv4View.TryCreate(packet, out Ipv4View view) is WireError.None
                && Ipv4Header.TryParse(view, out Ipv4Header header) is WireError.None && view.IsFragment
                && reassembler.Add(now, view, header, out ReassembledDatagram whole) is ReassemblyVerdict.Complete)
            {
                Check(whole.Payload, whole.Header.Identification);
            }

            while (reassembler.TryExpire(now, out _))
            {
            }

            Oracle.Holds(reassembler.Count <= limits.Datagrams && reassembler.OctetsHeld <= limits.Octets, "more is held than may be");
        }
    }

    public static void Ipv6(ReadOnlySpan<byte> input)
    {
        ReassemblyLimits limits = new() { Datagrams = Datagrams, Octets = 64 << 10, Fragments = 32 };
        Ipv6Reassembler reassembler = new(limits);
        InputReader reader = new(input);
        Instant now = Sequence.Start;
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            now += Sequence.Pause(decision >> 5);
            int offset = reader.Octet() * 8;
            int length = Math.Max(reader.Octet() * 8 - (decision & 4), 0);
            uint identification = (uint)((decision >> 1) & 1);
            byte[] packet = new byte[Ipv6Header.Length + Ipv6FragmentHeader.Length + length];
            IpPrefix prefix = IpPrefix.Of(new IpAddress(0xFD00_0000_0000_0000, 0), 64);
            new Ipv6Header
            {
                Source = prefix.At(100),
                Destination = prefix.At(2),
                Protocol = IpProtocol.Fragment,
                HopLimit = 64,
                PayloadLength = Ipv6FragmentHeader.Length + length,
            }.Emit(packet);
            new Ipv6FragmentHeader(IpProtocol.Udp, offset, (decision & 1) != 0, identification).Emit(packet.AsSpan(Ipv6Header.Length));
            Fill(packet.AsSpan(Ipv6Header.Length + Ipv6FragmentHeader.Length), offset, identification);
            if (Ipv6View.TryCreate(packet, out Ipv6View view) is WireError.None
                && Ipv6Header.TryParse(view, out Ipv6Header header) is WireError.None && view.IsFragment
                && reassembler.Add(now, view, header, out ReassembledPacket whole) is ReassemblyVerdict.Complete)
            {
                Check(whole.Payload, whole.Payload.IsEmpty ? 0 : (uint)(whole.Payload[0] & 1));
            }

            while (reassembler.TryExpire(now, out _))
            {
            }

            Oracle.Holds(reassembler.Count <= limits.Datagrams && reassembler.OctetsHeld <= limits.Octets, "more is held than may be");
        }
    }

    private static byte Octet(int position, uint identification) =>
        (byte)(((position * 5 + (position >> 8)) << 1) | (int)identification);

    private static void Fill(Span<byte> octets, int offset, uint identification)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            octets[i] = Octet(offset + i, identification);
        }
    }

    private static void Check(ReadOnlySpan<byte> whole, uint identification)
    {
        for (int i = 0; i < whole.Length; i++)
        {
            Oracle.Holds(whole[i] == Octet(i, identification), $"octet {i} of {whole.Length} is another one");
        }
    }
}
