using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Links;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Endpoints;

/// <summary>A link that a node has to itself.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PortLink : IDriverLink, IReadyHandler
{
    private readonly EventLoop _loop;
    private readonly ILinkPort _port;
    private readonly IPacedPort? _paced;

    /// <summary>Takes the port over and watches it.</summary>
    public PortLink(EventLoop loop, ILinkPort port)
    {
        _loop = loop;
        _port = port;
        _paced = port as IPacedPort;
        Errno error = loop.Register(port.Fd, Readiness.Readable | Readiness.Writable, this);
        if (error != Errno.None)
        {
            throw new InvalidOperationException($"The link cannot be watched for frames: {error}.");
        }
    }

    public bool IsGone => _port.IsGone;

    public Instant Deadline => _paced?.Deadline ?? Instant.Never;

    public void OnReady(Readiness readiness)
    {
        if ((readiness & (Readiness.Readable | Readiness.Error)) != 0)
        {
            _port.OnReadable();
        }
    }

    public void BeginTurn(Instant now) => _ = _paced?.Advance(now);

    public bool EndTurn() => false;

    public void Dispose()
    {
        _loop.Unregister(_port.Fd);
        _port.Dispose();
    }
}
