using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Whatever the cuts and whatever the order.</summary>
public sealed class ReassemblyPropertyTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(5722, 815);

    private static readonly Gen<byte[]> Payloads = from length in Gen.Choose(24, 20_000) select Octets.Random(length, length);

    private static readonly Gen<Piece[]> Pieces =
        from payload in Payloads
        from cuts in Gen.Choose(1, (payload.Length - 1) / 8).Select(static unit => unit * 8).NonEmptyListOf()
        select Piece.Cut(payload, [.. cuts.Distinct().Order()]);

    /// <summary>A fragment that does not go with the others: in the place of no other, or in one with other octets.</summary>
    private static readonly Gen<(Piece[] Pieces, Piece Stranger)> Overlaps =
        (from pieces in Pieces
         let total = pieces.Sum(static piece => piece.Payload.Length)
         from start in Gen.Choose(0, (total - 1) / 8)
         from units in Gen.Choose(1, 300)
         from more in Arbitrary.Choice
         select (pieces, new Piece(start * 8, Octets.Random(units, units * 8), more)))
        .Where(static pair => !pair.pieces.Any(piece => IsDuplicate(piece, pair.Item2)));

    [Test]
    public void Any_permutation_is_joined() => Check(
        from pieces in Pieces
        from shuffled in Gen.Shuffle(pieces)
        select (pieces, shuffled),
        static sample =>
        {
            Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4);
            byte[] expected = [.. sample.pieces.SelectMany(static piece => piece.Payload)];
            return sample.shuffled[..^1].All(piece => piece.AddTo(reassembler) is ReassemblyVerdict.Held)
                && sample.shuffled[^1].AddTo(reassembler, default, out ReassembledDatagram whole) is ReassemblyVerdict.Complete
                && whole.Payload.SequenceEqual(expected)
                && IsEmpty(reassembler);
        });

    [Test]
    public void Any_permutation_of_an_IPv6_packet_is_joined() => Check(
        from pieces in Pieces
        from shuffled in Gen.Shuffle(pieces)
        select (pieces, shuffled),
        static sample =>
        {
            Ipv6Reassembler reassembler = new(ReassemblyLimits.Ipv6);
            byte[] expected = [.. sample.pieces.SelectMany(static piece => piece.Payload)];
            byte[]? joined = null;
            foreach (Piece piece in sample.shuffled)
            {
                _ = Ipv6View.TryCreate(piece.ToPacketV6(), out Ipv6View view);
                _ = Ipv6Header.TryParse(view, out Ipv6Header header);
                joined = reassembler.Add(default, view, header, out ReassembledPacket whole) is ReassemblyVerdict.Complete
                    ? whole.Payload.ToArray()
                    : null;
            }

            return joined is not null && joined.AsSpan().SequenceEqual(expected) && reassembler.Count == 0;
        });

    [Test]
    public void Duplicates_change_nothing() => Check(
        from pieces in Pieces
        from shuffled in Gen.Shuffle([.. pieces[..^1], .. pieces[..^1]])
        select (pieces, shuffled),
        static sample =>
        {
            Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4);
            return sample.shuffled.Count(piece => piece.AddTo(reassembler) is ReassemblyVerdict.Duplicate) == sample.pieces.Length - 1
                && sample.pieces[^1].AddTo(reassembler) is ReassemblyVerdict.Complete
                && IsEmpty(reassembler);
        });

    [Test]
    public void Any_overlap_in_any_order_before_the_end_drops_the_datagram() => Check(
        from overlap in Overlaps
        from shuffled in Gen.Shuffle(overlap.Pieces)
        from at in Gen.Choose(0, shuffled.Length - 1)
        select (overlap.Stranger, shuffled, at),
        static sample =>
        {
            Ipv4Reassembler reassembler = new(ReassemblyLimits.Ipv4);
            List<Piece> order = [.. sample.shuffled];
            order.Insert(sample.at, sample.Stranger);
            return order.All(piece => piece.AddTo(reassembler) is not ReassemblyVerdict.Complete)
                && reassembler is { OctetsHeld: 0, Counters: { Held: 0 } counters }
                && counters.Abandoned == order.Count;
        });

    [Test]
    public void Hostile_IPv6_fragments_are_harmless()
    {
        Random random = new(8200);
        Ipv6Reassembler reassembler = new(new ReassemblyLimits { Datagrams = 8, Octets = 64 << 10 });
        IpProtocol[] nexts =
            [IpProtocol.Udp, IpProtocol.DestinationOptions, IpProtocol.Routing, IpProtocol.Authentication, IpProtocol.Fragment];
        int completed = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] payload = new byte[8 * random.Next(1, 5)];
            random.NextBytes(payload);
            (payload[0], payload[1], payload[2], payload[3]) = ((byte)nexts[random.Next(nexts.Length)], (byte)random.Next(3), 1, 4);
            Piece piece = new Piece(random.Next(4) * 8, payload, random.Next(2) == 0).Numbered(random.Next(20));
            byte[] packet = piece.ToPacketV6(nexts[random.Next(nexts.Length)]);
            packet[random.Next(4, packet.Length)] ^= (byte)(random.Next(4) == 0 ? random.Next(256) : 0);
            if (Ipv6View.TryCreate(packet, out Ipv6View view) is WireError.None && view.IsFragment
                && Ipv6Header.TryParse(view, out Ipv6Header header) is WireError.None)
            {
                Instant now = Instant.FromMilliseconds(i * 100L);
                ReassemblyVerdict verdict = reassembler.Add(now, view, header, out ReassembledPacket whole);
                completed += verdict is ReassemblyVerdict.Complete ? 1 : 0;
                Assert.That(whole.Payload.Length, Is.EqualTo(whole.Header.PayloadLength));
                _ = reassembler.TryExpire(now, out _);
            }
        }

        Assert.That(completed, Is.Positive);
        Assert.That(reassembler.Count, Is.LessThanOrEqualTo(8));
        Assert.That(reassembler.OctetsHeld, Is.LessThanOrEqualTo(64 << 10));
    }

    [Test]
    public void Every_fragment_is_counted_once_whatever_comes()
    {
        Random random = new(791);
        Ipv4Reassembler reassembler = new(new ReassemblyLimits { Datagrams = 6, Octets = 64 << 10, Fragments = 12 });
        IpProtocol[] protocols = [IpProtocol.Udp, IpProtocol.Tcp];
        Dictionary<ReassemblyVerdict, int> seen = [];
        Instant now = Instant.Zero;
        for (int i = 1; i <= 100_000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(100) == 0 ? 31_000 : random.Next(400));
            bool more = random.Next(4) > 0;
            Piece piece = new(random.Next(6) * 1024, new byte[random.Next(20) == 0 ? 8 * random.Next(100) : 1024], more)
            {
                Header = new Ipv4Header
                {
                    Source = IpAddress.FromV4(10, 0, 2, (byte)random.Next(3)),
                    Destination = Piece.Gateway,
                    Protocol = protocols[random.Next(2)],
                    Identification = (ushort)random.Next(3),
                    TrafficClass = (byte)random.Next(4),
                },
            };
            ReassemblyVerdict verdict = piece.AddTo(reassembler, now);
            seen[verdict] = seen.GetValueOrDefault(verdict) + 1;
            if (random.Next(50) == 0)
            {
                while (reassembler.TryExpire(now, out _))
                {
                }
            }

            ReassemblyCounters counters = reassembler.Counters;
            long sum = counters.Joined + counters.Held + counters.Duplicates + counters.Refused + counters.Abandoned
                + counters.Evicted + counters.Expired;
            Assert.That(counters.Added, Is.EqualTo(i));
            Assert.That(sum, Is.EqualTo(i));
            Assert.That(reassembler.Count, Is.LessThanOrEqualTo(6));
            Assert.That(reassembler.OctetsHeld, Is.LessThanOrEqualTo(64 << 10));
        }

        Assert.That(seen.Keys, Is.SupersetOf(Enum.GetValues<ReassemblyVerdict>().Except([ReassemblyVerdict.TooMany])));
        Assert.That(reassembler.Counters.Evicted, Is.Positive);
        Assert.That(reassembler.Counters.Expired, Is.Positive);
    }

    private static bool IsDuplicate(Piece one, Piece other) =>
        one.Offset == other.Offset && one.Payload.AsSpan().SequenceEqual(other.Payload);

    private static bool IsEmpty(Ipv4Reassembler reassembler) =>
        reassembler is { Count: 0, OctetsHeld: 0 } && reassembler.Counters.Held == 0 && reassembler.Deadline == Instant.Never;

    private static void Check<T>(Gen<T> values, Func<T, bool> property) => Prop.ForAll(values.ToArbitrary(), property).Check(Seeded);
}
