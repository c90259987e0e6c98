namespace NetKit.Links.Captures;

/// <summary>What a <see cref="CaptureReader"/> has found.</summary>
public enum CaptureStatus : byte
{
    /// <summary>A frame.</summary>
    Frame,

    /// <summary>The end, behind a whole block.</summary>
    End,

    /// <summary>The file ends in the middle of a block: whoever wrote it was stopped.</summary>
    Truncated,

    /// <summary>No capture file, or one whose lengths contradict each other. Nothing more can be read.</summary>
    Malformed,
}
