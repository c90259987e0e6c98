using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NetKit.Forwarding.Dns;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DnsStreamTests : IDisposable
{
    private readonly List<(IDnsClient Client, long Token, byte[] Query)> _asked = [];
    private readonly DnsStream _stream;
    private bool _answersAtOnce;

    public DnsStreamTests() => _stream = new DnsStream(Ask, Instant.Zero);

    public void Dispose() => _stream.Dispose();

    [Test]
    public void Queries_are_found_whatever_the_pieces_they_come_in()
    {
        byte[] octets = [.. Framed([1, 2, 3]), .. Framed([4]), .. Framed([5, 6])];
        for (int i = 0; i < octets.Length; i++)
        {
            Assert.That(_stream.OnData(Instant.Zero, octets.AsSpan(i, 1)), Is.EqualTo(1));
        }

        Assert.That(_asked.Select(static asked => asked.Query), Is.EqualTo(new byte[][] { [1, 2, 3], [4], [5, 6] }));
        Assert.That((_stream.Waiting, _stream.TryGetOutput(out _)), Is.EqualTo((3, false)));
    }

    [Test]
    public void Answers_go_back_in_the_order_in_which_they_come()
    {
        int changes = 0;
        _stream.Changed += () => changes++;
        _ = _stream.OnData(Instant.Zero, [.. Framed([1, 1]), .. Framed([2, 2])]);
        Answer(1, [20]);
        Answer(0, [10, 10]);
        Assert.That(Drain(), Is.EqualTo((byte[])[.. Framed([20]), .. Framed([10, 10])]));
        Assert.That((changes, _stream.Waiting, _stream.IsFinished), Is.EqualTo((2, 0, false)));
    }

    [Test]
    public void Output_that_is_sent_in_pieces_is_sent_once()
    {
        _answersAtOnce = true;
        _ = _stream.OnData(Instant.Zero, [.. Framed([1, 2, 3, 4]), .. Framed([5])]);
        List<byte> sent = [];
        while (_stream.TryGetOutput(out ReadOnlySpan<byte> octets))
        {
            sent.Add(octets[0]);
            _stream.Consume(Instant.Zero, 1);
        }

        Assert.That(sent, Is.EqualTo((byte[])[.. Framed([1, 2, 3, 4]), .. Framed([5])]));
    }

    [Test]
    public void A_client_that_has_ended_its_side_still_gets_its_answers()
    {
        _ = _stream.OnData(Instant.Zero, Framed([1, 1]));
        _stream.OnEnd(Instant.Zero);
        Assert.That(_stream.IsFinished, Is.False);
        Answer(0, [9]);
        Assert.That(_stream.IsFinished, Is.False, "it has not been sent");
        Assert.That(Drain(), Is.EqualTo(Framed([9])));
        Assert.That(_stream.IsFinished, Is.True);
    }

    [Test]
    public void A_client_that_ends_without_a_word_or_within_one_is_finished()
    {
        _ = _stream.OnData(Instant.Zero, [0, 5, 1]);
        _stream.OnEnd(Instant.Zero);
        Assert.That(_stream.IsFinished, Is.True);
    }

    [Test]
    public void No_more_queries_are_under_way_than_may_be_and_the_rest_is_not_lost()
    {
        byte[] octets = [.. Enumerable.Range(0, 100).SelectMany(static i => Framed([(byte)i, 0]))];
        int taken = _stream.OnData(Instant.Zero, octets);
        Assert.That(_stream.Waiting, Is.EqualTo(DnsStream.MaximumWaiting));
        Assert.That(_stream.OnData(Instant.Zero, octets.AsSpan(taken)), Is.Zero, "it is full");

        _stream.OnEnd(Instant.Zero);
        for (int i = 0; i < _asked.Count; i++)
        {
            Answer(i, _asked[i].Query);
            _ = Drain();
            taken += _stream.OnData(Instant.Zero, octets.AsSpan(taken));
        }

        Assert.That(_asked.Select(static asked => (int)asked.Query[0]), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That((taken, _stream.IsFinished), Is.EqualTo((octets.Length, true)));
    }

    [Test]
    public void A_client_that_does_not_read_is_not_answered_without_bound()
    {
        _answersAtOnce = true;
        byte[] big = Framed(new byte[30_000]);
        byte[] octets = [.. Enumerable.Repeat(big, 100).SelectMany(static framed => framed)];
        int taken = 0;
        for (int step = -1; step != 0; taken += step)
        {
            step = _stream.OnData(Instant.Zero, octets.AsSpan(taken));
        }

        Assert.That(_stream.TryGetOutput(out ReadOnlySpan<byte> output), Is.True);
        Assert.That(output.Length, Is.LessThan(DnsStream.OutputLimit + big.Length));
        Assert.That(taken, Is.LessThan(10 * big.Length));

        // Reading makes it go on.
        long drained = 0;
        while (taken < octets.Length || _stream.TryGetOutput(out _))
        {
            drained += Drain().Length;
            taken += _stream.OnData(Instant.Zero, octets.AsSpan(taken));
        }

        Assert.That(drained, Is.EqualTo(octets.Length));
    }

    [Test]
    public void Who_sends_what_is_no_query_gets_what_is_due_and_nothing_more()
    {
        _ = _stream.OnData(Instant.Zero, [.. Framed([1, 1]), .. Framed([]), .. Framed([2, 2])]);
        Assert.That((_asked.Count, _stream.IsFinished), Is.EqualTo((1, false)));
        Answer(0, [9]);
        Assert.That(Drain(), Is.EqualTo(Framed([9])));
        Assert.That((_stream.IsFinished, _stream.OnData(Instant.Zero, Framed([3, 3]))), Is.EqualTo((true, 4)));
        Assert.That(_asked, Has.Count.EqualTo(1));
    }

    [Test]
    public void An_answer_after_the_end_of_the_connection_is_thrown_away()
    {
        _ = _stream.OnData(Instant.Zero, Framed([1, 1]));
        _stream.Dispose();
        Answer(0, [9]);
        Assert.That(_stream.TryGetOutput(out _), Is.False);
    }

    [Test]
    public void The_owner_can_tell_how_long_nothing_has_moved()
    {
        _ = _stream.OnData(Instant.FromMilliseconds(5), Framed([1, 1]));
        Assert.That(_stream.LastActive, Is.EqualTo(Instant.FromMilliseconds(5)));
        Answer(0, [9]);
        _stream.Consume(Instant.FromMilliseconds(8), 3);
        Assert.That(_stream.LastActive, Is.EqualTo(Instant.FromMilliseconds(8)));
    }

    private static byte[] Framed(byte[] message)
    {
        byte[] octets = new byte[2 + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)message.Length);
        message.CopyTo(octets, 2);
        return octets;
    }

    private bool Ask(Instant now, ReadOnlySpan<byte> message, DnsTransport transport, IDnsClient client, long token)
    {
        Assert.That(transport, Is.EqualTo(DnsTransport.Tcp));
        if (message.IsEmpty)
        {
            return false;
        }

        _asked.Add((client, token, message.ToArray()));
        if (_answersAtOnce)
        {
            client.OnReply(token, message);
        }

        return true;
    }

    private void Answer(int index, byte[] reply) => _asked[index].Client.OnReply(_asked[index].Token, reply);

    private byte[] Drain()
    {
        List<byte> octets = [];
        while (_stream.TryGetOutput(out ReadOnlySpan<byte> output))
        {
            octets.AddRange(output);
            _stream.Consume(Instant.Zero, output.Length);
        }

        return [.. octets];
    }
}
