using System;
using System.Numerics;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary>An upstream server and what is known of it. Loop thread only.</summary>
internal sealed class Upstream(SocketEndpoint endpoint)
{
    private const int FailuresBeforeRest = 3;

    private int _failures;
    private int _rests;
    private Instant _restsUntil;
    private TimeSpan? _smoothed;

    public SocketEndpoint Endpoint { get; } = endpoint;

    public long Sent { get; private set; }

    public long Answered { get; private set; }

    public long TimedOut { get; private set; }

    public long Failed { get; private set; }

    /// <summary>It has rested and not answered since: whoever asks it asks another at the same time.</summary>
    public bool IsOnProbation => _failures >= FailuresBeforeRest;

    private static TimeSpan FirstRest => TimeSpan.FromSeconds(1);

    private static TimeSpan LongestRest => TimeSpan.FromSeconds(30);

    private static TimeSpan ShortestPatience => TimeSpan.FromMilliseconds(100);

    private static TimeSpan LongestPatience => TimeSpan.FromMilliseconds(400);

    private static TimeSpan UnknownPatience => TimeSpan.FromMilliseconds(300);

    public bool IsResting(Instant now) => now < _restsUntil;

    /// <summary>
    /// How long an answer is waited for before another server is asked as well. Not below 100 ms: a server that has most answers at hand
    /// needs that now and then for one that it has to look for. A connection may first have to be made.
    /// </summary>
    public TimeSpan Patience(DnsTransport transport)
    {
        TimeSpan patience = _smoothed is { } smoothed
            ? TimeSpan.FromTicks(Math.Clamp(2 * smoothed.Ticks, ShortestPatience.Ticks, LongestPatience.Ticks))
            : UnknownPatience;
        return transport is DnsTransport.Tcp ? 2 * patience : patience;
    }

    /// <summary>
    /// Smaller is better. Times are compared roughly, in powers of two above 32 ms, and equals keep the order they are configured in: with
    /// split DNS the first server knows names that the others deny, and a few milliseconds are no reason to ask another.
    /// </summary>
    public int Cost(Instant now)
    {
        int slowness = BitOperations.Log2((uint)(_smoothed.GetValueOrDefault().TotalMilliseconds / 32) + 1);
        return IsResting(now) ? 64 + slowness : slowness;
    }

    public void NoteSent() => Sent++;

    /// <summary>
    /// It is there. <paramref name="roundTrip"/> is null when it cannot be told which message was answered (RFC 6298 §3).
    /// </summary>
    public void NoteAnswer(TimeSpan? roundTrip)
    {
        Answered++;
        _failures = 0;
        _rests = 0;
        _restsUntil = Instant.Zero;
        if (roundTrip is { } sample)
        {
            // RFC 6298 §2.3, with its gain.
            _smoothed = _smoothed is { } smoothed ? smoothed + (sample - smoothed) / 8 : sample;
        }
    }

    public void NoteTimeout(Instant now)
    {
        TimedOut++;
        NoteTrouble(now);
    }

    public void NoteFailure(Instant now)
    {
        Failed++;
        NoteTrouble(now);
    }

    public DnsUpstreamSnapshot Snapshot(Instant now) => new(Endpoint, Sent, Answered, TimedOut, Failed, _smoothed, IsResting(now));

    private void NoteTrouble(Instant now)
    {
        // Queries that fail together are one failure: a rest is not made longer while it lasts.
        if (IsResting(now) || ++_failures < FailuresBeforeRest)
        {
            return;
        }

        TimeSpan rest = FirstRest * (1 << Math.Min(_rests, 5));
        _restsUntil = now + (rest < LongestRest ? rest : LongestRest);
        _rests++;
    }
}
