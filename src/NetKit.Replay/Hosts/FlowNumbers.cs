namespace NetKit.Replay.Hosts;

/// <summary>Where the sequence numbers and timestamps of one flow begin, in the recording and in the replay.</summary>
internal struct FlowNumbers
{
    public uint? RecordedSequence { get; set; }

    public uint RecordedTimestamp { get; set; }

    public uint? ReplayedSequence { get; set; }

    public uint ReplayedTimestamp { get; set; }

    public readonly bool AreKnown => RecordedSequence.HasValue && ReplayedSequence.HasValue;

    /// <summary>What is added to a recorded sequence number of the node to get the replay's.</summary>
    public readonly uint SequenceShift => ReplayedSequence.GetValueOrDefault() - RecordedSequence.GetValueOrDefault();

    public readonly uint TimestampShift => ReplayedTimestamp - RecordedTimestamp;
}
