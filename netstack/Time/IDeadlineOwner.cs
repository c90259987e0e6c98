namespace NetKit.Netstack.Time;

/// <summary>What a <see cref="DeadlineQueue{TOwner}"/> keeps in its members. Only the queue writes these.</summary>
public interface IDeadlineOwner
{
    /// <summary>Where the owner stands in the queue; -1 when it is not in. New owners start at -1.</summary>
    int QueueIndex { get; set; }

    /// <summary>When the queue will give the owner out.</summary>
    Instant QueuedDeadline { get; set; }
}
