using System;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tcp;

/// <summary>Unix sockets of the host at the other end. To a <see cref="SocketFlow"/> one is a descriptor as any.</summary>
internal sealed partial class TcpForwarder
{
    // TCP would keep a client waiting whom a listener has no room for: so this does, instead of refusing it.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);

    /// <summary>Somebody connected to a unix socket that leads to the container, which sees the gateway.</summary>
    /// <param name="fd">The accepted socket, ours from here on.</param>
    /// <param name="path">Where it was accepted.</param>
    /// <param name="container">Where it leads.</param>
    public void AcceptLocal(Fd fd, string path, SocketEndpoint container)
    {
        Counters.Accepted++;
        SocketEndpoint peer = new(IpAddress.LoopbackV4, NextPort());
        (SocketEndpoint first, SocketEndpoint? second) = InOrder(peer, container);
        Lead(new PortClient(fd, peer, peer.Address, first, second, path));
    }

    /// <summary>The container wants to connect to a port of the gateway that leads to a unix socket.</summary>
    private void ConnectTo(TcpConnection connection, string path)
    {
        if (UnixSockets.Open(out Fd fd) != Errno.None)
        {
            Counters.NoSocket++;
            connection.Abort();
            return;
        }

        SocketFlow flow = new(this, connection, fd, default, SocketFlowState.HostConnecting) { Path = path };
        _ = _flows.Add(flow);
        Connect(flow, Now + RetryFor);
    }

    private void Connect(SocketFlow flow, Instant giveUpAt)
    {
        // The container may have given up, or gone, while it waited.
        if (!flow.Fd.IsOpen)
        {
            return;
        }

        Errno error = UnixSockets.Connect(flow.Fd, flow.Path!);
        if (error == Errno.Again && Now < giveUpAt)
        {
            _ = _loop.Schedule(Now + RetryAfter, () => Connect(flow, giveUpAt));
            return;
        }

        error = error == Errno.None ? Adopt(flow, Readiness.Readable) : error;
        if (error == Errno.None)
        {
            flow.OnHostConnected();
            return;
        }

        _outlet.NoteNoSocket(flow.Path!, error);
        flow.OnHostRefused(error);
    }
}
