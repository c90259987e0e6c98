using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>
/// An exchange of segments on a virtual clock, with a <see cref="TcpLayer"/> at one end and the script at the other. What
/// is sent must be expected, segment for segment: going on in time, or ending, with something unexpected fails.
/// </summary>
public sealed partial class Script
{
    public const ushort PeerPort = 50_000;

    /// <summary>The shift that 16 bits need to say the largest window of scripts.</summary>
    public const sbyte OurScale = 9;

    private static readonly IpAddress Ours = IpAddress.FromV4(192, 0, 2, 1);
    private static readonly IpAddress Theirs = IpAddress.FromV4(10, 0, 2, 100);

    private readonly Dictionary<ushort, PeerEnd> _ends = [];
    private readonly List<Segment> _sent = [];
    private readonly ScriptOwner _owner = new();
    private readonly BufferPool _pool;
    private readonly TcpLayer _layer;
    private RecordingHandler _handler;
    private Instant _now;
    private long _written;

    public Script(TcpSettings? settings = null, long budget = 64 << 20, ulong seed = 9293)
    {
        _pool = new BufferPool(budget);
        _layer = new TcpLayer(settings ?? Settings, _pool, seed);
        _handler = new RecordingHandler(_owner);
    }

    /// <summary>A link that carries segments of 1000 octets and cuts none itself. Windows are halved and grow by segments: easy to count with.</summary>
    public static TcpSettings Settings { get; } = new()
    {
        MaximumSegmentSize = Segments.Full,
        MaximumBurst = Segments.Full,
        Congestion = CongestionAlgorithm.NewReno,
    };

    public TcpCounters Counters => _layer.Counters;

    public TcpLayer Layer => _layer;

    public BufferPool Pool => _pool;

    public Instant Now => _now;

    /// <summary>The connection that the owner heard of last.</summary>
    public TcpConnection Connection => _owner.Connections[^1];

    /// <summary>Our initial sequence number, once it was sent.</summary>
    public SeqNum InitialOf(ushort port = PeerPort) => EndOf(port).OurInitial;

    /// <summary>What our timestamps stand ahead of the script's clock.</summary>
    public uint StampOffsetOf(ushort port) => EndOf(port).StampOffset;

    public static FlowKey KeyOf(ushort port) => new(Ours, 80, Theirs, port);

    /// <summary>
    /// Goes on to a later time, in milliseconds: timers that are due before must have nothing to say. Those due then go off.
    /// </summary>
    public Script At(double milliseconds)
    {
        AndNothingElse();
        Instant then = new((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond));
        Assert.That(then, Is.GreaterThanOrEqualTo(_now), "Time never goes back.");
        while (_layer.Deadline < then)
        {
            _now = _layer.Deadline > _now ? _layer.Deadline : _now;
            _layer.Expire(_now, ref _handler);
            AndNothingElse();
        }

        _now = then;
        _layer.Expire(_now, ref _handler);
        return this;
    }

    /// <summary>Goes on to when something is due.</summary>
    public Script AtDeadline()
    {
        AndNothingElse();
        _now = _layer.Deadline;
        _layer.Expire(_now, ref _handler);
        return this;
    }

    /// <summary>Goes on to when there is something to say.</summary>
    public Script AtNext()
    {
        do
        {
            Assert.That(_layer.Deadline, Is.LessThan(Instant.Never), "Nothing will ever be said.");
            _ = AtDeadline();
        }
        while (!_layer.TryPrepare(_now, out _, out _));
        return this;
    }

    /// <summary>Segments of the peer arrive, in one batch.</summary>
    public Script Peer(params ReadOnlySpan<Segment> segments)
    {
        foreach (Segment segment in segments)
        {
            PeerEnd end = EndOf(segment.Port);
            byte[] payload = Pattern.Of(segment.Seq - 1, segment.Length);
            _layer.Receive(_now, KeyOf(segment.Port), end.ToHeader(segment, _now), payload, segment.IsMarked, ref _handler);
        }

        return this;
    }

    /// <summary>The peer begins anew, so far from its last initial sequence number.</summary>
    public Script PeerRestarts(int distance, ushort port = PeerPort)
    {
        EndOf(port).Initial += distance;
        return this;
    }

    /// <summary>Exactly these segments are sent now, in this order, and nothing else.</summary>
    public Script Expect(params ReadOnlySpan<Segment> expected)
    {
        Drain();
        bool isRight = _sent.Count == expected.Length;
        for (int i = 0; isRight && i < expected.Length; i++)
        {
            isRight = _sent[i].Matches(expected[i]);
        }

        if (!isRight)
        {
            Assert.Fail($"At {_now}\n  expected {Lines(expected.ToArray())}\n  sent     {Lines(_sent)}");
        }

        _sent.Clear();
        return this;
    }

    /// <summary>Nothing is sent now.</summary>
    public Script Quiet() => Expect();

    public Script AndNothingElse() => Expect();

    /// <summary>The link is full: the segment is prepared, not taken, and will come again.</summary>
    public Script ExpectRefused(Segment expected)
    {
        Assert.That(_layer.TryPrepare(_now, out TcpSegment segment, out FlowKey key), "Nothing is to be sent.");
        Segment prepared = EndOf(key.RemotePort).ToSegment(segment.Header, segment.PayloadLength, _now);
        Assert.That(prepared.Matches(expected), $"Prepared {prepared}");
        return this;
    }

    /// <summary>A router could not pass on the segment with this number; so many octets without options would have gone through.</summary>
    public Script TooBig(long seq, int segmentSize, bool isBelieved = true)
    {
        SeqNum sequence = InitialOf() + (int)seq;
        Assert.That(_layer.OnPathMtu(KeyOf(PeerPort), sequence, segmentSize), Is.EqualTo(isBelieved));
        return this;
    }

    /// <summary>So many segments are sent now.</summary>
    public Script TakeSentCount(int count)
    {
        Assert.That(TakeSent(), Has.Count.EqualTo(count));
        return this;
    }

    /// <summary>What is sent now, whatever it is.</summary>
    public IReadOnlyList<Segment> TakeSent()
    {
        Drain();
        Segment[] sent = [.. _sent];
        _sent.Clear();
        return sent;
    }

    /// <summary>The end of every script: nothing is left to say, and when all connections are gone, no memory is held.</summary>
    public void End()
    {
        AndNothingElse();
        foreach (TcpConnection connection in _layer.Connections.Concat(_owner.Connections).ToArray())
        {
            connection.Drop();
        }

        // TIME-WAIT is all that outlasts its owner.
        _ = At(_now.Ticks / (double)TimeSpan.TicksPerMillisecond + 60_000).Quiet();
        Assert.That(_layer.Count, Is.Zero);
        Assert.That((_pool.Reserved, _pool.Rented), Is.EqualTo((0L, 0L)), "Memory is still held.");
    }

    private void Drain()
    {
        while (_layer.TryPrepare(_now, out TcpSegment segment, out FlowKey key))
        {
            Segment sent = EndOf(key.RemotePort).ToSegment(segment.Header, segment.PayloadLength, _now);
            long position = sent.Seq - 1;
            Assert.That(Pattern.Mismatch(position, segment.Payload), Is.EqualTo(-1), $"Wrong octets: {sent}");
            Assert.That(Pattern.Mismatch(position + segment.Payload.Length, segment.PayloadRest), Is.EqualTo(-1), $"Wrong octets: {sent}");
            _layer.OnSent(_now, segment);
            _sent.Add(sent with { IsEcnCapable = segment.IsEcnCapable });
            Assert.That(_sent, Has.Count.LessThan(100_000), "There is no end to it.");
        }
    }

    private PeerEnd EndOf(ushort port)
    {
        if (!_ends.TryGetValue(port, out PeerEnd? end))
        {
            _ends.Add(port, end = new PeerEnd(KeyOf(port)));
        }

        return end;
    }

    private static string Lines(IReadOnlyCollection<Segment> segments) =>
        segments.Count == 0 ? "nothing" : string.Join("\n           ", segments);
}
