using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Link.Offload.OffloadFrames;

namespace NetKit.Netstack.Tests.Link.Offload;

/// <summary>Segments that follow each other become one, and nothing else does.</summary>
public sealed class FrameJoinerTests
{
    private const int Size = 1448;

    [TestCase(true, 10 * Size)]
    [TestCase(true, (4 * Size) + 1)]
    [TestCase(false, 10 * Size)]
    [TestCase(false, (2 * Size) + 701)]
    public void What_was_cut_is_joined_to_what_it_was(bool isV4, int length)
    {
        byte[] whole = Tcp(isV4, Octets.Random(1, length), TcpFlags.Ack | TcpFlags.Push);
        List<byte[]> pieces = Cut(whole, [], [], OffloadOf(isV4, isTcp: true, Size));
        (byte[] joined, FrameOffload offload, int taken) = Join([.. pieces]);

        Assert.That(taken, Is.EqualTo(pieces.Count));
        Assert.That(joined, Is.EqualTo(whole));
        Assert.That(Cut(joined, [], [], offload), Is.EqualTo(pieces), "Whoever cuts it again gets the same.");
    }

    [Test]
    public void A_frame_alone_stays_as_it_came()
    {
        byte[] frame = Pieces(1)[0];
        (byte[] joined, FrameOffload offload, int taken) = Join(frame);

        Assert.That(joined, Is.EqualTo(frame));
        Assert.That(offload, Is.EqualTo(FrameOffload.Complete));
        Assert.That(taken, Is.EqualTo(1));
    }

    [TestCase(0, "destination of the link")]
    [TestCase(6, "source of the link")]
    [TestCase(15, "traffic class")]
    [TestCase(22, "time to live")]
    [TestCase(29, "source")]
    [TestCase(33, "destination")]
    [TestCase(35, "source port")]
    [TestCase(37, "destination port")]
    [TestCase(41, "sequence number")]
    [TestCase(45, "acknowledgment")]
    [TestCase(49, "window")]
    [TestCase(53, "urgent pointer")]
    public void What_differs_is_not_joined(int at, string what)
    {
        byte[][] pieces = Pieces(2);
        pieces[1][at] ^= 1;
        MakeRight(pieces[1]);
        Assert.That(Join(pieces).Taken, Is.EqualTo(1), what);
    }

    [TestCase(TcpFlags.Ack | TcpFlags.Fin)]
    [TestCase(TcpFlags.Ack | TcpFlags.Reset)]
    [TestCase(TcpFlags.Ack | TcpFlags.Urgent)]
    [TestCase(TcpFlags.Ack | TcpFlags.CongestionWindowReduced)]
    [TestCase(TcpFlags.Syn)]
    public void Flags_that_mean_something_are_not_joined(TcpFlags flags)
    {
        byte[][] pieces = Pieces(2);
        pieces[1][47] = (byte)flags;
        MakeRight(pieces[1]);
        Assert.That(Join(pieces).Taken, Is.EqualTo(1));

        pieces = Pieces(2);
        pieces[0][47] = (byte)flags;
        MakeRight(pieces[0]);
        Assert.That(Join(pieces).Taken, Is.EqualTo(1));
    }

    [Test]
    public void A_wrong_checksum_is_left_to_whoever_counts_it([Values(24, 50, 200)] int at, [Values(0, 1)] int piece)
    {
        byte[][] pieces = Pieces(2);
        pieces[piece][at] ^= 1;
        byte[][] before = [.. pieces.Select(static one => one.ToArray())];
        (byte[] joined, _, int taken) = Join(pieces);

        Assert.That(taken, Is.EqualTo(1));
        Assert.That(joined, Is.EqualTo(before[0]));
    }

    [Test]
    public void Nothing_follows_a_push_or_a_short_segment()
    {
        byte[][] pieces = Pieces(3);
        pieces[1][47] |= (byte)TcpFlags.Push;
        MakeRight(pieces[1]);
        Assert.That(Join(pieces).Taken, Is.EqualTo(2));

        byte[] whole = Tcp(true, Octets.Random(2, Size + 100), TcpFlags.Ack);
        byte[][] shorter = [.. Cut(whole, [], [], OffloadOf(true, isTcp: true, Size))];
        Assert.That(Join([.. shorter, shorter[1]]).Taken, Is.EqualTo(2));
    }

    [Test]
    public void An_ip_packet_grows_no_longer_than_one_can_be()
    {
        byte[][] pieces = Pieces(45);
        byte[] next = Tcp(true, Octets.Random(3, Size), TcpFlags.Ack);
        (byte[] joined, _, int taken) = Join([.. pieces, .. Enumerable.Repeat(next, 5)]);

        Assert.That(taken, Is.EqualTo(45));
        Assert.That(joined, Has.Length.LessThanOrEqualTo(14 + 65535));
        Assert.That(Join(Pieces(50)).Taken, Is.EqualTo((65535 - 40) / Size));
    }

    [Test]
    public void Every_truncation_is_left_alone()
    {
        byte[][] pieces = Pieces(2);
        for (int length = 0; length < pieces[1].Length; length++)
        {
            Assert.That(Join(pieces[0], pieces[1][..length]).Taken, Is.EqualTo(1), $"{length} octets");
            Assert.That(Join(pieces[0][..length], pieces[1]).Taken, Is.EqualTo(1), $"{length} octets first");
        }
    }

    // At most as many as one packet holds: more are cut of a second one that continues it.
    private static byte[][] Pieces(int count)
    {
        byte[] payload = Octets.Random(4, count * Size);
        List<byte[]> pieces = [];
        for (int i = 0; i < count; i++)
        {
            byte[] frame = Tcp(true, payload[(i * Size)..((i + 1) * Size)], TcpFlags.Ack);
            uint sequence = (uint)(uint.MaxValue - 100 + (i * Size));
            (frame[38], frame[39], frame[40], frame[41]) = ((byte)(sequence >> 24), (byte)(sequence >> 16), (byte)(sequence >> 8), (byte)sequence);
            MakeRight(frame);
            pieces.Add(frame);
        }

        return [.. pieces];
    }

    private static void MakeRight(byte[] frame)
    {
        Span<byte> ip = frame.AsSpan(14, 20);
        Span<byte> segment = frame.AsSpan(34);
        ip[10] = ip[11] = segment[16] = segment[17] = 0;
        Write(ip[10..], InternetSum.Of(ip).ToField());
        InternetSum pseudo = InternetSum.PseudoHeader(
            IpAddress.FromV4(ip[12], ip[13], ip[14], ip[15]), IpAddress.FromV4(ip[16], ip[17], ip[18], ip[19]), IpProtocol.Tcp, segment.Length);
        Write(segment[16..], pseudo.Add(segment).ToField());

        static void Write(Span<byte> field, ushort value) => (field[0], field[1]) = ((byte)(value >> 8), (byte)value);
    }

    // Frames behind each other with a gap between, as in a stream.
    private static (byte[] Joined, FrameOffload Offload, int Taken) Join(params byte[][] frames)
    {
        byte[] room = [.. frames.SelectMany(static frame => (byte[])[0, 0, 0, 0, .. frame])];
        if (!FrameJoiner.TryCreate(room.AsSpan(4), frames[0].Length, out FrameJoiner joiner))
        {
            return (frames[0], FrameOffload.Complete, 1);
        }

        int taken = 1;
        int at = 8 + frames[0].Length;
        while (taken < frames.Length && joiner.TryAdd(room.AsSpan(at, frames[taken].Length)))
        {
            at += frames[taken].Length + 4;
            taken++;
        }

        byte[] joined = joiner.Finish(out FrameOffload offload).ToArray();
        return (joined, offload, taken);
    }
}
