namespace NetKit.Interop.Darwin;

/// <summary>What a <see cref="KernelEvent"/> is about (sys/event.h).</summary>
internal static class KqueueFilter
{
    public const short Read = -1;
    public const short Write = -2;
    public const short User = -10;

    /// <summary>NOTE_TRIGGER: fires a user event.</summary>
    public const uint Trigger = 0x0100_0000;

    /// <summary>
    /// EV_EOF on the read side is the peer's FIN and comes as <see cref="Readiness.Readable"/>; on the write side nobody reads any more.
    /// <see cref="KernelEvent.FilterFlags"/> then holds the socket's error, if there is one.
    /// </summary>
    public static Readiness ToReadiness(in KernelEvent one)
    {
        bool over = (one.Flags & KqueueFlags.EndOfFile) != 0;
        Readiness readiness = one.Filter == Read ? Readiness.Readable : Readiness.Writable;
        if (over)
        {
            readiness |= Readiness.PeerClosed | (one.Filter == Write ? Readiness.HangUp | Readiness.Readable : Readiness.None);
        }

        return (one.Flags & KqueueFlags.Error) != 0 || (over && one.FilterFlags != 0) ? readiness | Readiness.Error : readiness;
    }
}
