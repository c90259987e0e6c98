using System;
using NetKit.Interop;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tcp;

/// <summary>
/// A service may listen in one family only. A client of a published port is led to the container's address of its own family first, so that
/// the container sees who it is, and to the other when that refuses; the gateway's port leads to the host's loopback of its family first.
/// </summary>
internal sealed partial class TcpForwarder
{
    /// <summary>Connects to one place of the host's network, and to another when that does not answer.</summary>
    internal void ConnectTo(TcpConnection connection, SocketEndpoint host, SocketEndpoint? other)
    {
        Errno error = Sockets.Open(!host.Address.IsV4, SocketKind.Stream, out Fd fd);
        if (error is not (Errno.None or Errno.AddressFamilyNotSupported))
        {
            Counters.NoSocket++;
            connection.Abort();
            return;
        }

        if (error == Errno.None)
        {
            SocketFlow flow = new(this, connection, fd, host, SocketFlowState.HostConnecting) { Other = other };
            error = Connect(flow, host);
            if (error == Errno.None)
            {
                flow.OnHostConnected();
            }
            else if (error != Errno.InProgress)
            {
                flow.OnHostRefused(error);
            }

            return;
        }

        if (other is { } second)
        {
            ConnectTo(connection, second, null);
            return;
        }

        Refuse(connection, error);
    }

    /// <summary>
    /// The container does not answer at the address that a client was led to: so it is led to the other. False: the loop has no room for
    /// that. Not at once, since this is called by the layer whose connections would change.
    /// </summary>
    internal bool TryLeadToOther(SocketFlow flow, SocketEndpoint other) => _loop.Post(() =>
    {
        if (!flow.Fd.IsOpen)
        {
            return;
        }

        IpAddress local = Sockets.LocalEndpoint(flow.Fd, out SocketEndpoint here) == Errno.None ? here.Address : default;
        LeadThroughStack(new PortClient(flow.Release(), flow.Host, local, other, null, flow.Path));
    });

    private void Lead(in PortClient client)
    {
        if (OperatingSystem.IsLinux() && Splicing is { } splicing)
        {
            splicing.Lead(client);
        }
        else
        {
            LeadThroughStack(client);
        }
    }

    private void LeadThroughStack(PortClient client)
    {
        IpAddress shown = _access.ShownClient(client.Peer.Address, client.Local, client.Container.Address);
        FlowKey key = new(shown, client.Peer.Port, client.Container.Address, client.Container.Port);
        TcpForwarder owner = Spread?.OwnerOf(key) ?? this;
        if (owner == this)
        {
            Begin(client, shown);
        }
        else if (!owner._loop.Post(() => owner.Begin(client, shown)))
        {
            Counters.AcceptedInVain++;
            Sockets.Abort(client.Fd);
        }
    }

    private void Begin(in PortClient client, IpAddress shown)
    {
        bool hasKey = TryKey(shown, client.Peer.Port, client.Container, out FlowKey key);
        TcpConnection? connection = hasKey && !_isDisposed ? _stack.Connect(Now, key) : null;
        if (connection is null)
        {
            Counters.AcceptedInVain++;
            Sockets.Abort(client.Fd);
            return;
        }

        SocketFlow flow = new(this, connection, client.Fd, client.Peer, SocketFlowState.StackConnecting) { Other = client.Other, Path = client.Path };
        if (Adopt(flow, Readiness.Readable) != Errno.None)
        {
            flow.Reset();
        }
    }

    private (SocketEndpoint First, SocketEndpoint? Second) InOrder(SocketEndpoint peer, SocketEndpoint container)
    {
        if (_access.TwinOf(container.Address) is not { } address)
        {
            return (container, null);
        }

        SocketEndpoint twin = container with { Address = address };
        bool isTwinFirst = peer.Address.IsV4 == address.IsV4;

        // An address that it has not asked for would not even refuse.
        bool isTwinKnown = _outlet.IsKnown(address);
        if (_access.IsUnsure && isTwinKnown != _outlet.IsKnown(container.Address))
        {
            isTwinFirst = isTwinKnown;
        }

        return isTwinFirst ? (twin, container) : (container, twin);
    }
}
