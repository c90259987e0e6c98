using System;
using NetKit.Forwarding.Loop;
using NetKit.Interop;

namespace NetKit.Forwarding.Tcp;

/// <summary>A listening socket on the loop. Loop thread only.</summary>
internal abstract class StreamListener(EventLoop loop, Fd fd) : IReadyHandler, IDisposable
{
    protected const int Backlog = 4096;

    // Connections taken in one turn: the rest is reported again (level-triggered).
    private const int AcceptsPerTurn = 64;

    private Fd _fd = fd;

    public void OnReady(Readiness readiness)
    {
        for (int i = 0; i < AcceptsPerTurn && _fd.IsOpen; i++)
        {
            Errno error = Sockets.Accept(_fd, out Fd accepted, out SocketEndpoint peer);
            if (error == Errno.ConnectionAborted)
            {
                continue;
            }

            // No descriptor left: the client waits in the backlog, and the listener is looked at again next turn.
            if (error != Errno.None)
            {
                return;
            }

            OnAccepted(accepted, peer);
        }
    }

    /// <summary>Stops listening; connections go on.</summary>
    public void Dispose()
    {
        if (_fd.IsOpen)
        {
            loop.Unregister(_fd);
            OnClosing();
            Sockets.Close(_fd);
            _fd = Fd.None;
        }
    }

    /// <param name="accepted">The connection, which the listener's owner owns.</param>
    /// <param name="peer">Who connected; nobody in particular on a unix socket.</param>
    protected abstract void OnAccepted(Fd accepted, SocketEndpoint peer);

    /// <summary>Called once, before the socket is closed.</summary>
    protected virtual void OnClosing()
    {
    }
}
