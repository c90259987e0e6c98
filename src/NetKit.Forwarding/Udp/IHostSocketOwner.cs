using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Udp;

/// <summary>Whose traffic a <see cref="HostSocket"/> carries. Spans are valid during the call.</summary>
[SupportedOSPlatform("linux")]
internal interface IHostSocketOwner
{
    void OnDatagram(HostSocket socket, in ReceivedDatagram datagram);

    /// <summary>An ICMP error about something sent earlier; <paramref name="quoted"/> is what it says of the payload.</summary>
    void OnError(HostSocket socket, in DatagramError error, ReadOnlySpan<byte> quoted);

    /// <summary>Queued datagrams have gone.</summary>
    void OnSent(HostSocket socket, int datagrams, long octets);

    /// <summary>A queued datagram, or a run of them when the target has a segment size, has not gone and will not.</summary>
    /// <param name="socket">The socket that refused it.</param>
    /// <param name="target">Where it was to go.</param>
    /// <param name="payload">Its octets.</param>
    /// <param name="error">Why not.</param>
    /// <param name="mtu">With <see cref="Errno.MessageTooLong"/>: the path's MTU, 0 when unknown.</param>
    void OnNotSent(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, Errno error, uint mtu);
}
