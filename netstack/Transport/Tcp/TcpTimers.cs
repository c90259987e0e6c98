using System.Runtime.CompilerServices;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>A deadline for each <see cref="TcpTimer"/>; <see cref="Instant.Never"/> is disarmed. No heap, no callbacks.</summary>
public struct TcpTimers
{
    private const int Count = 6;

    // An Instant of zero ticks would read as "due at the origin": the table holds ticks plus one, and zero is disarmed.
    private Deadlines _deadlines;

    public void Arm(TcpTimer timer, Instant deadline) => _deadlines[(int)timer] = deadline.Ticks + 1;

    public void Disarm(TcpTimer timer) => _deadlines[(int)timer] = 0;

    public void DisarmAll() => _deadlines = default;

    public readonly bool IsArmed(TcpTimer timer) => _deadlines[(int)timer] != 0;

    public readonly bool IsDue(TcpTimer timer, Instant now) => IsArmed(timer) && _deadlines[(int)timer] - 1 <= now.Ticks;

    public readonly Instant DeadlineOf(TcpTimer timer) =>
        IsArmed(timer) ? new Instant(_deadlines[(int)timer] - 1) : Instant.Never;

    public readonly Instant NextDeadline()
    {
        Instant next = Instant.Never;
        for (int i = 0; i < Count; i++)
        {
            next = Instant.Min(next, DeadlineOf((TcpTimer)i));
        }

        return next;
    }

    [InlineArray(Count)]
    private struct Deadlines
    {
        private long _first;
    }
}
