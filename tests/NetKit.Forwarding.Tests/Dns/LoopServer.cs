using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>A server that answers "no data" to everything, on the loop of the service that asks it; it allocates nothing.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopServer : IHostSocketOwner, IDisposable
{
    private readonly DatagramEngine _engine;
    private readonly HostSocket _socket;
    private readonly byte[] _reply = new byte[512];

    public LoopServer(DatagramEngine engine)
    {
        _engine = engine;
        Assert.That(
            HostSocketFactory.Open(engine, this, new SocketEndpoint(IpAddress.LoopbackV4, 0), 1 << 20, out HostSocket? socket),
            Is.EqualTo(Errno.None));
        _socket = socket!;
        Assert.That(Sockets.LocalEndpoint(_socket.Fd, out SocketEndpoint at), Is.EqualTo(Errno.None));
        At = at;
    }

    public SocketEndpoint At { get; }

    public void OnDatagram(HostSocket socket, in ReceivedDatagram datagram)
    {
        ReadOnlySpan<byte> rest = datagram.Payload;
        int size = datagram.SegmentSize == 0 ? rest.Length : datagram.SegmentSize;
        while (!rest.IsEmpty)
        {
            int length = Math.Min(size, rest.Length);
            rest[..length].CopyTo(_reply);
            _reply[2] |= 0x80;
            _ = _engine.TrySend(socket, new DatagramTarget(datagram.From), _reply.AsSpan(0, length), default);
            rest = rest[length..];
        }
    }

    public void OnError(HostSocket socket, in DatagramError error, ReadOnlySpan<byte> quoted)
    {
    }

    public void OnSent(HostSocket socket, int datagrams, long octets)
    {
    }

    public void OnNotSent(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, Errno error, uint mtu)
    {
    }

    public void Dispose() => _socket.Close();
}
