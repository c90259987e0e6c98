using System;
using NetKit.Forwarding.Icmp;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// The way to the container, for everything that is not TCP. Called on the loop thread; spans are valid during the call, in which
/// the forwarders must not be called back.
/// </summary>
public interface IDatagramOutlet
{
    void SendUdp(in UdpDatagram datagram);

    /// <summary>Builds the ICMP error that quotes <paramref name="original"/> and sends it to the container.</summary>
    void SendUdpError(in UdpFlow original, in IcmpReport report);

    void SendEchoReply(
        IpAddress from, IpAddress to, ushort identifier, ushort sequence, byte timeToLive, ReadOnlySpan<byte> payload);

    /// <summary>Builds the ICMP error that quotes <paramref name="original"/> and sends it to the container.</summary>
    void SendEchoError(in EchoFlow original, in IcmpReport report);
}
