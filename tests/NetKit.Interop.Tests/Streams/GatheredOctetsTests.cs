using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Streams;

public sealed class GatheredOctetsTests
{
    private readonly byte[] _memory = GC.AllocateArray<byte>(1000, pinned: true);

    [SetUp]
    public void SetUp()
    {
        for (int i = 0; i < _memory.Length; i++)
        {
            _memory[i] = (byte)(i * 7 + (i >> 8));
        }
    }

    [Test]
    public void They_leave_in_their_order()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();

        GatheredOctets octets = Gather(500..900, 0..100, 100..101);
        Assert.That(octets.Length, Is.EqualTo(501));
        IoResult sent = Sockets.Send(new Fd((int)client.Handle), octets);
        client.Shutdown(SocketShutdown.Send);

        byte[] received = new byte[1000];
        int count = 0;
        for (int read; (read = server.Receive(received, count, received.Length - count, SocketFlags.None)) > 0;)
        {
            count += read;
        }

        byte[] expected = [.. _memory[500..900], .. _memory[..101]];
        Assert.That(sent, Is.EqualTo(IoResult.Moved(501)));
        Assert.That(received.Take(count), Is.EqualTo(expected));
    }

    [TestCase(0, 501)]
    [TestCase(0, 10)]
    [TestCase(399, 102)]
    [TestCase(400, 100)]
    [TestCase(450, 51)]
    [TestCase(500, 0)]
    [TestCase(501, 0)]
    public void What_was_not_sent_can_be_copied_into_two_places(int sent, int firstLength)
    {
        GatheredOctets octets = Gather(500..900, 0..100, 100..101);
        byte[] expected = [.. _memory[500..900], .. _memory[..101]];
        byte[] copy = new byte[octets.Length - sent];
        firstLength = Math.Min(firstLength, copy.Length);
        octets.CopyTo(sent, copy.AsSpan(0, firstLength), copy.AsSpan(firstLength));
        Assert.That(copy, Is.EqualTo(expected[sent..]));
    }

    [Test]
    public void There_is_room_for_a_few_places_until_they_are_forgotten()
    {
        GatheredOctets octets = new();
        for (int i = 0; i < GatheredOctets.MaximumPieces; i++)
        {
            Assert.That(octets.TryAdd(_memory.AsSpan(i, 1)));
        }

        Assert.That((octets.TryAdd(_memory.AsSpan(0, 1)), octets.Length), Is.EqualTo((false, GatheredOctets.MaximumPieces)));
        octets.Clear();
        Assert.That((octets.TryAdd(_memory.AsSpan(0, 3)), octets.Length), Is.EqualTo((true, 3)));
    }

    private GatheredOctets Gather(params Range[] ranges)
    {
        GatheredOctets octets = new();
        foreach (Range range in ranges)
        {
            Assert.That(octets.TryAdd(_memory.AsSpan()[range]));
        }

        return octets;
    }
}
