using System;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>The retransmission time-out of RFC 6298, from samples that obey Karn's rule (§3): the caller sees to that.</summary>
public struct RttEstimator
{
    /// <summary>§2.1: before the first sample.</summary>
    public static readonly TimeSpan InitialTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// §2.4 wants one second; like Linux, 200 ms: the link is one hop, and a spurious time-out costs little there.
    /// </summary>
    public static readonly TimeSpan MinimumTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>§2.5 allows a bound of 60 seconds or more.</summary>
    public static readonly TimeSpan MaximumTimeout = TimeSpan.FromSeconds(60);

    /// <summary>§5.7: before the first sample, when a SYN had to be sent again.</summary>
    public static readonly TimeSpan DoubtfulTimeout = TimeSpan.FromSeconds(3);

    private long _variation;
    private int _backoff;
    private bool _isDoubted;

    /// <summary>The smoothed round trip; zero before the first sample.</summary>
    public TimeSpan Smoothed { get; private set; }

    /// <summary>The shortest round trip seen; zero before the first sample.</summary>
    public TimeSpan Shortest { get; private set; }

    /// <summary>The timer has gone off since the last sample.</summary>
    public readonly bool IsBackedOff => _backoff > 0;

    /// <summary>How long to wait for an acknowledgement now, back-off included.</summary>
    public readonly TimeSpan Timeout
    {
        get
        {
            TimeSpan timeout = Smoothed == TimeSpan.Zero
                ? _isDoubted ? DoubtfulTimeout : InitialTimeout
                : new TimeSpan(Math.Max(Smoothed.Ticks + Math.Max(_variation * 4, LeastMargin), MinimumTimeout.Ticks));

            // §5.5: back off, bounded by §2.5. The shift is bounded first: 2^9 minima are beyond the maximum anyway.
            return new TimeSpan(Math.Min(timeout.Ticks << Math.Min(_backoff, 9), MaximumTimeout.Ticks));
        }
    }

    // §2.3 has the clock's granularity here. That is for a minimum of one second: with ours, a round trip that is long and steady would
    // leave no time for a loss to be repaired, which takes another one.
    private readonly long LeastMargin => Math.Min(Smoothed.Ticks, MinimumTimeout.Ticks);

    /// <summary>A round trip of a segment that was sent once.</summary>
    public void Sample(TimeSpan roundTrip)
    {
        // A clock that stood still between sending and hearing still measured a round trip.
        long sample = Math.Max(roundTrip.Ticks, 1);
        if (Smoothed == TimeSpan.Zero)
        {
            // §2.2.
            Smoothed = new TimeSpan(sample);
            _variation = sample / 2;
            Shortest = Smoothed;
        }
        else
        {
            // §2.3, alpha 1/8 and beta 1/4, the variation first.
            _variation += (Math.Abs(Smoothed.Ticks - sample) - _variation) / 4;
            Smoothed = new TimeSpan(Math.Max(Smoothed.Ticks + (sample - Smoothed.Ticks) / 8, 1));
            Shortest = new TimeSpan(Math.Min(Shortest.Ticks, sample));
        }

        _backoff = 0;
    }

    /// <summary>§5.5: the timer went off. What it is backed off to holds until the next sample (§5, last paragraph).</summary>
    public void BackOff() => _backoff++;

    /// <summary>§5.7: the handshake needed more than one SYN, so data begins with more patience than the first guess.</summary>
    public void DoubtFirstGuess()
    {
        _isDoubted = true;
        _backoff = 0;
    }
}
