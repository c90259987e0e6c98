using System;
using System.Collections.Generic;
using NetKit.Interop;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Splicing;

/// <summary>
/// How many ports of the container's namespace wait after connections to one place (RFC 9293 §3.6.1): the socket of a client who finished first is
/// the one that waits. Loop thread only.
/// </summary>
/// <remarks>
/// When the last port is taken, each connect looks at all of them before it fails, and when few are left, at most of them: milliseconds, in which
/// everybody else waits.
/// </remarks>
internal sealed class TimeWaits
{
    /// <summary>More are too many: two thirds of the 28,232 that Linux has by itself (net.ipv4.ip_local_port_range).</summary>
    public const int Most = 19_000;

    // TCP_TIMEWAIT_LEN, which cannot be set.
    private const int Seconds = 60;

    private readonly Dictionary<SocketEndpoint, Window> _places = [];

    /// <summary>A socket that was connected to this place begins to wait.</summary>
    public void Note(Instant now, SocketEndpoint place)
    {
        if (!_places.TryGetValue(place, out Window? window))
        {
            _places.Add(place, window = new Window());
        }

        window.Advance(now);
        window.Add();
    }

    public bool AreTooMany(Instant now, SocketEndpoint place)
    {
        if (!_places.TryGetValue(place, out Window? window))
        {
            return false;
        }

        window.Advance(now);
        return window.Total >= Most;
    }

    // So many in each of the last seconds.
    private sealed class Window
    {
        private readonly int[] _counts = new int[Seconds + 1];
        private long _second;

        public int Total { get; private set; }

        public void Add()
        {
            _counts[_second % _counts.Length]++;
            Total++;
        }

        public void Advance(Instant now)
        {
            long second = now.Ticks / TimeSpan.TicksPerSecond;
            for (long steps = Math.Min(second - _second, _counts.Length); steps > 0; steps--)
            {
                ref int oldest = ref _counts[(second - steps + 1) % _counts.Length];
                Total -= oldest;
                oldest = 0;
            }

            _second = second;
        }
    }
}
