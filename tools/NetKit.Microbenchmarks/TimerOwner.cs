using NetKit.Netstack.Time;

namespace NetKit.Microbenchmarks;

/// <summary>Somebody with a deadline.</summary>
internal sealed class TimerOwner : IDeadlineOwner
{
    public int QueueIndex { get; set; } = -1;

    public Instant QueuedDeadline { get; set; }
}
