using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;

namespace NetKit.Forwarding.Splicing;

/// <summary>
/// One of the two sockets of a flow, and what is known of its readiness, which is edge-triggered: what the last edge said and no call has used up.
/// Loop thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SpliceEnd(SplicedFlow flow) : IReadyHandler
{
    public Fd Fd { get; set; } = Fd.None;

    public bool CanRead { get; set; }

    public bool CanWrite { get; set; }

    /// <summary>The end of the stream is there, behind what is unread.</summary>
    public bool IsEnding { get; set; }

    /// <summary>There is an error, which a read finds unless it has found the end of the stream before.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Readiness to write is only watched once a socket has been full, which most never are.</summary>
    public bool WatchesWritable { get; set; }

    public void OnReady(Readiness readiness)
    {
        CanRead |= (readiness & (Readiness.Readable | Readiness.Error)) != 0;
        CanWrite |= (readiness & Readiness.Writable) != 0;
        IsEnding |= (readiness & Readiness.PeerClosed) != 0;
        HasFailed |= (readiness & Readiness.Error) != 0;
        flow.OnReady(this);
    }

    /// <summary>As before it had a socket.</summary>
    public void Forget()
    {
        Fd = Fd.None;
        CanRead = CanWrite = IsEnding = HasFailed = WatchesWritable = false;
    }
}
