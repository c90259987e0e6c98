using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>RFC 5681 with byte counting (RFC 3465) and the initial window of RFC 6928.</summary>
public sealed class NewReno(int maximumSegmentSize) : ICongestionControl
{
    internal const int InitialSegments = 10;

    private readonly int _initialWindow = InitialSegments * maximumSegmentSize;
    private int _segmentSize = maximumSegmentSize;
    private int _slowStartThreshold = int.MaxValue;
    private int _acknowledged;
    private (int Window, int Threshold) _before = (InitialSegments * maximumSegmentSize, int.MaxValue);

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
            Window += _segmentSize;
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

        Window = _segmentSize;
    }

    public void OnRecovered(Instant now) => Window = Math.Max(_slowStartThreshold, _segmentSize);

    public void Undo() => (Window, _slowStartThreshold) = (Math.Max(Window, _before.Window), _before.Threshold);

    public void OnIdle()
    {
        // RFC 7661 §4.3: what was reached before is reached again by slow start.
        _slowStartThreshold = Math.Max(_slowStartThreshold, Window / 4 * 3);
        Window = Math.Min(Window, _initialWindow);
    }

    public void OnSegmentSize(int maximumSegmentSize) => _segmentSize = maximumSegmentSize;

    // §3.1 (4): half of what was under way, never below two segments.
    private void Halve(int inFlight)
    {
        _before = (Window, _slowStartThreshold);
        _slowStartThreshold = Math.Max(inFlight / 2, 2 * _segmentSize);
        _acknowledged = 0;
    }
}
