using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// What each of the connections that receive at the same time may promise, so that all of them together promise little more than one alone
/// would need. What a local peer is allowed to send stands in the link's queue at once, and whatever others send waits behind it.
/// </summary>
/// <param name="total">Octets for all of them.</param>
/// <param name="least">Octets for each of them, however many they are: below that, throughput suffers.</param>
internal sealed class WindowShare(int total, int least)
{
    // Long enough for a conversation to be noticed beside a bulk transfer, short enough to give way soon.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private Instant _start;
    private int _period;
    private int _busy;

    /// <summary>Octets that one connection may promise now; without limit for one that is alone.</summary>
    public int Most { get; private set; } = int.MaxValue;

    /// <summary>Octets arrived on a connection.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lastPeriod">Kept for this connection: the period in which something arrived last.</param>
    public void NoteArrival(Instant now, ref int lastPeriod)
    {
        if (now - _start > Period)
        {
            Most = _busy <= 1 ? int.MaxValue : Math.Max(total / _busy, least);
            _start = now;
            _busy = 0;
            _period++;
        }

        if (lastPeriod != _period)
        {
            lastPeriod = _period;
            _busy++;
        }
    }
}
