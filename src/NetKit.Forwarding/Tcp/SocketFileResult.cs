namespace NetKit.Forwarding.Tcp;

/// <summary>What became of the wish to listen at a path.</summary>
public enum SocketFileResult : byte
{
    /// <summary>It is as it was wished.</summary>
    Ready,

    /// <summary>Something is there that is no socket. It is left alone.</summary>
    NotASocket,

    /// <summary>Somebody listens there.</summary>
    InUse,

    /// <summary>The path leads through a directory that is not there.</summary>
    NoDirectory,

    /// <summary>This user may not make a file there, or not replace the one that is there.</summary>
    Denied,

    /// <summary>The system takes no address that long.</summary>
    TooLong,

    /// <summary>No file descriptor is left.</summary>
    NoDescriptor,

    Failed,
}
