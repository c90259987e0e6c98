using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Services.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dns;

[TestFixture]
internal sealed class DnsStreamFramerTests
{
    private static List<byte[]> Feed(DnsStreamFramer framer, ReadOnlySpan<byte> octets)
    {
        List<byte[]> messages = [];
        while (true)
        {
            octets = octets[framer.Write(octets)..];
            while (framer.TryRead(out ReadOnlySpan<byte> message))
            {
                messages.Add(message.ToArray());
            }

            if (octets.IsEmpty)
            {
                return messages;
            }
        }
    }

    private static byte[] Frame(byte[] message)
    {
        byte[] prefix = new byte[DnsStreamFramer.PrefixLength];
        DnsStreamFramer.WritePrefix(prefix, message.Length);
        return [.. prefix, .. message];
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(1000)]
    public void Messages_come_out_whole_however_the_stream_is_cut(int step)
    {
        byte[][] sent = [.. Enumerable.Range(0, 50).Select(static i => Enumerable.Repeat((byte)i, i * 7).ToArray())];
        byte[] stream = [.. sent.SelectMany(Frame)];
        DnsStreamFramer framer = new();
        List<byte[]> received = [];
        for (int at = 0; at < stream.Length; at += step)
        {
            received.AddRange(Feed(framer, stream.AsSpan(at, Math.Min(step, stream.Length - at))));
        }

        Assert.That(received, Is.EqualTo(sent));
        Assert.That(framer.Pending, Is.Zero);
    }

    [Test]
    public void The_longest_message_passes_and_memory_stays_bounded()
    {
        byte[] longest = [.. Enumerable.Range(0, ushort.MaxValue).Select(static i => (byte)i)];
        byte[] stream = [.. Frame(longest), .. Frame(longest), .. Frame([1])];
        DnsStreamFramer framer = new();
        Assert.That(framer.Write(stream), Is.LessThanOrEqualTo(DnsStreamFramer.PrefixLength + DnsStreamFramer.MaximumMessage));
        Assert.That(framer.Write(stream), Is.Zero, "nothing more is taken before the message is read");
        Assert.That(Feed(new DnsStreamFramer(), stream), Is.EqualTo(new byte[][] { longest, longest, [1] }));
    }

    [Test]
    public void Half_a_message_waits()
    {
        DnsStreamFramer framer = new();
        Assert.That(Feed(framer, [0]), Is.Empty);
        Assert.That(Feed(framer, [3, 1, 2]), Is.Empty);
        Assert.That(framer.Pending, Is.EqualTo(4));
        Assert.That(Feed(framer, [3]), Is.EqualTo(new byte[][] { [1, 2, 3] }));
    }
}
