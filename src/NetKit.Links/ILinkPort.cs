using System;
using NetKit.Interop;

namespace NetKit.Links;

/// <summary>The part of a link that the event loop needs: what to watch, and whether it is over. The frames go through its device.</summary>
public interface ILinkPort : IDisposable
{
    /// <summary>To be watched for readiness, edge-triggered.</summary>
    Fd Fd { get; }

    /// <summary>The peer is gone: nothing will ever move again.</summary>
    bool IsGone { get; }

    /// <summary>The descriptor has become readable: the device looks for frames again.</summary>
    void OnReadable();
}
