namespace NetKit.Links.Vm;

/// <summary>Why nothing more comes out of a stream of frames.</summary>
public enum StreamEnd : byte
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The peer closed it, or its connection broke, between two frames.</summary>
    Closed,

    /// <summary>The same in the middle of a frame.</summary>
    CutShort,

    /// <summary>A length of zero: whatever follows is no frame.</summary>
    EmptyFrame,

    /// <summary>A length beyond that of any frame: the peer speaks something else.</summary>
    FrameTooLong,
}
