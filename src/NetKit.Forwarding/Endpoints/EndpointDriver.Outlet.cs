using System;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>The way to the container. The host's loopback is never named there: the gateway stands for it.</summary>
internal sealed partial class EndpointDriver<TDevice>
{
    public void SendUdp(in UdpDatagram datagram) => _node.SendUdp(datagram.From(_access.Shown(datagram.Source)), ref _device);

    public void SendUdpError(in UdpFlow original, in IcmpReport report)
    {
        QuotedUdp about = new(
            original.Source, original.SourcePort, _access.Shown(original.Destination), original.DestinationPort, original.Payload);
        _node.SendError(ErrorOf(report), about, ref _device);
    }

    public void SendEchoReply(
        IpAddress from, IpAddress to, ushort identifier, ushort sequence, byte timeToLive, ReadOnlySpan<byte> payload) =>
        _node.SendEchoReply(_access.Shown(from), to, identifier, sequence, timeToLive, payload, ref _device);

    public void SendEchoError(in EchoFlow original, in IcmpReport report)
    {
        QuotedEcho about = new(
            original.Source, _access.Shown(original.Destination), original.Identifier, original.Sequence, original.Payload);
        _node.SendError(ErrorOf(report), about, ref _device);
    }

    public void RefuseUnreachable(TcpConnection connection, Icmpv4UnreachableCode code) =>
        _node.RefuseUnreachable(connection, code, ref _device);

    public bool IsKnown(IpAddress container) => _node.Neighbors.TryFind(_loop.Now, container, out _);

    public void LearnNeighbor(IpAddress address, MacAddress mac) => _node.LearnNeighbor(_loop.Now, address, mac, ref _device);

    public void NoteNoSocket(string path, Errno error) => _refusals.NoSocket(_loop.Now, path, error);

    public void Send(in UdpDatagram datagram) => _node.SendUdp(datagram, ref _device);

    public void SendTo(MacAddress mac, in UdpDatagram datagram) => _node.SendUdpTo(mac, datagram, ref _device);

    private IcmpError ErrorOf(in IcmpReport report) =>
        new(report.Offender == default ? default : _access.Shown(report.Offender), report.Type, report.Code, report.Mtu);
}
