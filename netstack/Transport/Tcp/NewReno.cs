using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>RFC 5681 with byte counting (RFC 3465) and the initial window of RFC 6928.</summary>
public sealed class NewReno(int maximumSegmentSize) : ICongestionControl
{
    private const int InitialSegments = 10;

    private int _slowStartThreshold = int.MaxValue;
    private int _acknowledged;

    public int Window { get; private set; } = InitialSegments * maximumSegmentSize;

    public void OnAcknowledged(Instant now, int octets, TimeSpan roundTrip)
    {
        if (Window < _slowStartThreshold)
        {
            // §3.1. Super-frames are acknowledged whole, so the limit of two segments an acknowledgement (RFC 3465 §2.2)
            // would make slow start slow; the bound is the doubling per round trip that it is meant to be, and the threshold.
            Window = (int)Math.Min((long)Window + octets, Math.Min(_slowStartThreshold, int.MaxValue / 2));
            return;
        }

        // RFC 3465 §2.1: one segment more for each window acknowledged.
        _acknowledged += octets;
        if (_acknowledged >= Window)
        {
            _acknowledged -= Window;
            Window += maximumSegmentSize;
        }
    }

    public void OnLoss(Instant now, int inFlight)
    {
        Halve(inFlight);
        Window = _slowStartThreshold;
    }

    public void OnTimeout(Instant now, int inFlight, bool isRepeated)
    {
        // §3.1 (4): the threshold is held constant when the same octets time out again.
        if (!isRepeated)
        {
            Halve(inFlight);
        }

        Window = maximumSegmentSize;
    }

    public void OnRecovered(Instant now) => Window = Math.Max(_slowStartThreshold, maximumSegmentSize);

    // §3.1 (4): half of what was under way, never below two segments.
    private void Halve(int inFlight)
    {
        _slowStartThreshold = Math.Max(inFlight / 2, 2 * maximumSegmentSize);
        _acknowledged = 0;
    }
}
