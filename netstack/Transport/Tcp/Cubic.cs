using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// CUBIC (RFC 9438): after a loss the window comes back fast, is careful where the loss was, and then asks for more; how fast depends on
/// time and not on the round trip. Where that is slower than Reno would be, it does as Reno.
/// </summary>
/// <remarks>The arithmetic is addition, multiplication and division only, so that every machine computes the same.</remarks>
public sealed class Cubic(int maximumSegmentSize) : ICongestionControl
{
    // §4.1, §4.6.
    private const double Steepness = 0.4;
    private const double Decrease = 0.7;

    // §4.3: what an additive increase needs with this decrease to be as fast as Reno's.
    private const double FriendlyIncrease = 3 * (1 - Decrease) / (1 + Decrease);
    private const double LargestWindow = int.MaxValue / 2;

    private readonly double _initialWindow = (double)NewReno.InitialSegments * maximumSegmentSize;
    private int _segmentSize = maximumSegmentSize;

    // In octets. The RFC's names: cwnd, ssthresh, W_max, W_est; cwnd_prior is the window at the last loss.
    private double _window = (double)NewReno.InitialSegments * maximumSegmentSize;
    private double _slowStartThreshold = LargestWindow;
    private double _largest;
    private double _estimate;
    private double _prior;

    // When the growth after the last loss began, and how long from there to the plateau: K, in seconds.
    private bool _isGrowing;
    private Instant _epoch;
    private Instant _lastGrowth;
    private double _plateau;

    private (double Window, double Threshold, double Largest, double Prior) _before;

    public int Window => (int)_window;

    public void OnAcknowledged(Instant now, int octets, TimeSpan roundTrip)
    {
        if (_window < _slowStartThreshold)
        {
            // As in NewReno.
            _window = Math.Min(_window + octets, _slowStartThreshold);
            return;
        }

        Grow(now, octets, roundTrip);
    }

    public void OnLoss(Instant now, int inFlight)
    {
        Reduce(inFlight);
        _window = _slowStartThreshold;
    }

    public void OnTimeout(Instant now, int inFlight, bool isRepeated)
    {
        if (!isRepeated)
        {
            Reduce(inFlight);
        }

        // §4.8.
        _isGrowing = false;
        _window = _segmentSize;
    }

    public void OnRecovered(Instant now) => _window = Math.Min(Math.Max(_slowStartThreshold, _segmentSize), LargestWindow);

    // §4.9.
    public void Undo()
    {
        (double window, _slowStartThreshold, _largest, _prior) = _before;
        _window = Math.Max(_window, window);
        _isGrowing = false;
    }

    public void OnIdle()
    {
        // RFC 7661 §4.3: what was reached before is reached again by slow start.
        _slowStartThreshold = Math.Max(_slowStartThreshold, _window * 3 / 4);
        _window = Math.Min(_window, _initialWindow);
        _isGrowing = false;
    }

    public void OnSegmentSize(int maximumSegmentSize) => _segmentSize = maximumSegmentSize;

    private void Grow(Instant now, int octets, TimeSpan roundTrip)
    {
        if (!_isGrowing)
        {
            Begin(now);
        }
        else if (now - _lastGrowth > roundTrip * 2)
        {
            // §5.8: time in which the owner had nothing to send does not count.
            _epoch += now - _lastGrowth - roundTrip;
        }

        _lastGrowth = now;
        double share = octets / _window;
        _estimate += (_estimate < _prior ? FriendlyIncrease : 1) * share * _segmentSize;

        // §4.2: where the curve will be a round trip from now, no more than half above the window.
        double elapsed = Seconds(now - _epoch);
        double target = Math.Min(CurveAt(elapsed + Seconds(roundTrip)), _window * 1.5);
        _window += Math.Max(target - _window, 0) * Math.Min(share, 1);
        if (CurveAt(elapsed) < _estimate)
        {
            // §4.3: the Reno-friendly region.
            _window = Math.Max(_window, _estimate);
        }

        _window = Math.Min(_window, LargestWindow);
    }

    private void Begin(Instant now)
    {
        _isGrowing = true;
        _epoch = now;
        _estimate = _window;
        _plateau = 0;
        if (_window < _largest)
        {
            _plateau = CubeRoot((_largest - _window) / _segmentSize / Steepness);
        }
        else
        {
            _largest = _window;
        }
    }

    // W_cubic(t), §4.2.
    private double CurveAt(double seconds)
    {
        double t = seconds - _plateau;
        return (Steepness * t * t * t * _segmentSize) + _largest;
    }

    private void Reduce(int inFlight)
    {
        _before = (_window, _slowStartThreshold, _largest, _prior);
        double window = Math.Min(_window, LargestWindow);

        // §4.7: a loss below the last one's window says that others have come: leave them room.
        _largest = window < _largest ? window * (1 + Decrease) / 2 : window;
        _prior = window;
        _slowStartThreshold = Math.Max(Math.Min(inFlight, window) * Decrease, 2.0 * _segmentSize);
        _isGrowing = false;
    }

    private static double Seconds(TimeSpan span) => span.Ticks / (double)TimeSpan.TicksPerSecond;

    // Newton's method. Math.Cbrt is another one on each platform, and a window that depends on the last bit would too.
    private static double CubeRoot(double value)
    {
        double root = Math.Max(value, 1);
        for (double last = double.MaxValue; root < last;)
        {
            last = root;
            root = ((2 * root) + (value / (root * root))) / 3;
        }

        return root;
    }
}
