using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// Whether the peer asks and the owner answers at once. Then an acknowledgement can wait for the answer that will carry it
/// (RFC 9293 §3.8.6.3), which saves a segment for every question.
/// </summary>
/// <remarks>
/// Waiting costs a peer that collects small writes (Nagle) the whole wait, so a long one has to be earned: by answers that came soon,
/// in a row. One wait in vain, and many quick answers must come before the next. A peer that is not known yet is waited for a moment,
/// because many ask one question only.
/// </remarks>
internal struct Dialogue
{
    /// <summary>How long an acknowledgement waits. RFC 9293 allows half a second; local answers take microseconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2);

    private const int Trusted = 3;
    private const int Most = 8;
    private const int Disappointed = -16;

    private int _score;
    private Instant _asked;
    private bool _isOpen;

    /// <summary>How long the acknowledgement of what came may wait for an answer that carries it; zero: not at all.</summary>
    /// <param name="first">What a peer is worth that is not known yet.</param>
    public readonly TimeSpan Wait(TimeSpan first) => _score switch
    {
        >= Trusted => Patience,
        >= 0 => first,
        _ => TimeSpan.Zero,
    };

    /// <summary>The peer sent octets.</summary>
    public void Ask(Instant now)
    {
        _asked = now;
        _isOpen = true;
    }

    /// <summary>Octets went to the peer.</summary>
    public void Answer(Instant now)
    {
        if (_isOpen && now - _asked <= Patience)
        {
            _score = Math.Min(_score + 1, Most);
        }

        _isOpen = false;
    }

    /// <summary>An acknowledgement waited, and no answer came.</summary>
    public void Disappoint() => _score = Disappointed;
}
