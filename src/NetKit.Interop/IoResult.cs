namespace NetKit.Interop;

/// <summary>
/// What a transfer did: the octets moved, zero when there is an error. Zero without an error is the end of a stream that was read.
/// </summary>
public readonly record struct IoResult(int Count, Errno Error)
{
    public bool IsOk => Error == Errno.None;

    public static IoResult Moved(int count) => new(count, Errno.None);

    public static IoResult Failed(Errno error) => new(0, error);
}
