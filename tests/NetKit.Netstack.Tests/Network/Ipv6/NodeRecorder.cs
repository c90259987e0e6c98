using System;
using System.Collections.Generic;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>Whom the node under test works for.</summary>
internal sealed class NodeRecorder
{
    public List<RecordedDatagram> Datagrams { get; } = [];

    public List<RecordedDatagram> Echoes { get; } = [];

    /// <summary>What connections said, in the order of saying.</summary>
    public List<string> Events { get; } = [];

    public List<TcpConnection> Connections { get; } = [];

    public List<byte> Received { get; } = [];

    /// <summary>Nothing is kept; what arrives is counted.</summary>
    public bool IsForgetful { get; set; }

    public long Forgotten { get; set; }

    public NodeHandler Handler => new(this);

    /// <summary>A datagram or an echo request (ports are identifier and sequence) without its borrowed memory.</summary>
    internal sealed record RecordedDatagram(
        IpAddress Source,
        ushort SourcePort,
        IpAddress Destination,
        ushort DestinationPort,
        byte TimeToLive,
        bool DontFragment,
        byte[] Payload);

    internal readonly struct NodeHandler(NodeRecorder owner) : INodeHandler
    {
        public void OnConnectRequest(TcpConnection connection) => Note("request", connection);

        public void OnOpened(TcpConnection connection) => Note("opened", connection);

        public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
        {
            if (owner.IsForgetful)
            {
                owner.Forgotten++;
            }
            else
            {
                owner.Received.AddRange(octets);
            }

            return octets.Length;
        }

        public void OnRelease()
        {
        }

        public void OnReadable(TcpConnection connection) => Note("readable", connection);

        public void OnSendSpace(TcpConnection connection)
        {
        }

        public void OnPeerClosed(TcpConnection connection) => Note("peer closed", connection);

        public void OnClosed(TcpConnection connection, TcpCloseReason reason) => Note($"closed: {reason}", connection);

        public void OnDatagram(in UdpDatagram datagram)
        {
            if (owner.IsForgetful)
            {
                owner.Forgotten++;
                return;
            }

            owner.Datagrams.Add(new RecordedDatagram(
                datagram.Source,
                datagram.SourcePort,
                datagram.Destination,
                datagram.DestinationPort,
                datagram.TimeToLive,
                datagram.DontFragment,
                datagram.Payload.ToArray()));
        }

        public void OnEcho(in EchoRequest request)
        {
            if (owner.IsForgetful)
            {
                owner.Forgotten++;
                return;
            }

            owner.Echoes.Add(new RecordedDatagram(
                request.Source,
                request.Identifier,
                request.Destination,
                request.Sequence,
                request.TimeToLive,
                request.DontFragment,
                request.Payload.ToArray()));
        }

        public void OnReceived()
        {
        }

        private void Note(string what, TcpConnection connection)
        {
            owner.Events.Add(what);
            if (!owner.Connections.Contains(connection))
            {
                owner.Connections.Add(connection);
            }
        }
    }
}
