using System;
using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Tests.Network;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>One direction of a cable.</summary>
internal sealed class Channel(Impairment impairment, int seed)
{
    private const int LatestMilliseconds = 5;

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<(byte[] Octets, FrameOffload Offload), (long At, long Order)> _flying = new();
    private readonly bool _isIdeal = impairment.IsNone;
    private Instant _freeAt;
    private long _order;

    public int Lost { get; private set; }

    /// <summary>When the next frame comes out.</summary>
    public Instant NextArrival => _flying.TryPeek(out _, out (long At, long) when) ? new Instant(when.At) : Instant.Never;

    /// <summary>Takes what was sent, and hands over what has come. True: something was handed over.</summary>
    public bool Carry(Instant now, FrameQueue from, FrameQueue to)
    {
        int before = to.Count;
        while (_isIdeal && from.Count > 0 && !to.IsFull)
        {
            ReceivedFrame frame = from.Take();
            to.Add(frame.Octets, frame.Offload);
        }

        while (!_isIdeal && from.Count > 0)
        {
            Take(now, from.Take());
        }

        while (!to.IsFull && NextArrival <= now)
        {
            (byte[] octets, FrameOffload offload) = _flying.Dequeue();
            to.Add(octets, offload);
        }

        return to.Count > before;
    }

    private void Take(Instant now, ReceivedFrame frame)
    {
        _freeAt = _freeAt > now ? _freeAt : now;
        if (Happens(impairment.Lost) || _freeAt - now > impairment.LongestQueue)
        {
            Lost++;
            return;
        }

        if (impairment.BitsPerSecond > 0)
        {
            _freeAt += new TimeSpan(frame.Octets.Length * 8L * TimeSpan.TicksPerSecond / impairment.BitsPerSecond);
        }

        Fly(frame);
        if (Happens(impairment.Doubled))
        {
            Fly(frame);
        }
    }

    private void Fly(ReceivedFrame frame)
    {
        Instant at = _freeAt + impairment.Delay;
        if (Happens(impairment.Late))
        {
            at += TimeSpan.FromMilliseconds(_random.Next(1, LatestMilliseconds + 1));
        }

        _flying.Enqueue((frame.Octets.ToArray(), frame.Offload), (at.Ticks, _order++));
    }

    private bool Happens(int perThousand) => perThousand > 0 && _random.Next(1000) < perThousand;
}
