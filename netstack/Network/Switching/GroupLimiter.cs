using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Network.Switching;

/// <summary>
/// A token bucket for frames to many: each costs as much as the network has ports, so one port must not be able to send them without end.
/// </summary>
/// <remarks>Kept as the time when the bucket will be full again; a token makes that later.</remarks>
internal sealed class GroupLimiter
{
    private readonly TimeSpan _cost;
    private readonly TimeSpan _filling;
    private Instant _fullAt;

    /// <param name="rate">Frames a second in the long run, at least 1.</param>
    /// <param name="burst">Frames at once, at least 1.</param>
    public GroupLimiter(int rate, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _cost = TimeSpan.FromTicks(Math.Max(1, TimeSpan.TicksPerSecond / rate));
        _filling = _cost * burst;
    }

    public bool TryTake(Instant now)
    {
        Instant fullAt = (_fullAt > now ? _fullAt : now) + _cost;
        if (fullAt - now > _filling)
        {
            return false;
        }

        _fullAt = fullAt;
        return true;
    }
}
