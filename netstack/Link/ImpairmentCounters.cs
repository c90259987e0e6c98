namespace NetKit.Netstack.Link;

/// <summary>
/// What became of the frames of one direction: <see cref="Offered"/> + <see cref="Duplicated"/> = <see cref="Lost"/> +
/// <see cref="Overflowed"/> + <see cref="Carried"/> + those under way.
/// </summary>
public sealed class ImpairmentCounters
{
    /// <summary>Frames that came to this end. A super-frame counts as the frames that it was cut into.</summary>
    public long Offered { get; internal set; }

    /// <summary>Frames that left at the other end.</summary>
    public long Carried { get; internal set; }

    public long Lost { get; internal set; }

    /// <summary>Lost since the queue was full.</summary>
    public long Overflowed { get; internal set; }

    public long Duplicated { get; internal set; }

    public long Reordered { get; internal set; }

    public long Corrupted { get; internal set; }
}
