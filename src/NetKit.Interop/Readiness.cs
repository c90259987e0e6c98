using System;

namespace NetKit.Interop;

/// <summary>What a file descriptor is ready for.</summary>
[Flags]
public enum Readiness
{
    None = 0,

    /// <summary>A read will move octets, or find the end of the stream or the error.</summary>
    Readable = 1,

    Writable = 2,

    /// <summary>Both directions are over. Reported whether asked for or not, together with <see cref="Readable"/>.</summary>
    HangUp = 4,

    /// <summary>There is a pending error (or, on Linux, something in the error queue). Reported whether asked for or not.</summary>
    Error = 8,

    /// <summary>The peer has said that it sends no more; what it sent before may still be unread. Comes with <see cref="Readable"/>.</summary>
    PeerClosed = 16,
}
