using System;
using System.Net.Sockets;
using NetKit.Netstack.Wire;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>A machine's end of the socket, for what no machine would do.</summary>
internal sealed class RawMachine : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public RawMachine(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    /// <summary>Asks who has the gateway's address: 42 octets that are answered with as many.</summary>
    public static byte[] WhoHasGateway(MacAddress mac, IpAddress own)
    {
        byte[] frame = new byte[EthernetHeader.Length + ArpHeader.Length];
        new EthernetHeader(MacAddress.Broadcast, mac, EtherType.Arp).Emit(frame);
        new ArpHeader(ArpOperation.Request, mac, own, default, IpAddress.FromV4(10, 0, 2, 2)).Emit(frame.AsSpan(EthernetHeader.Length));
        return frame;
    }

    public void Say(params ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            octets = octets[_socket.Send(octets)..];
        }
    }

    /// <summary>A frame, with its length in front.</summary>
    public void SayFrame(byte[] frame) => Say([0, 0, (byte)(frame.Length >> 8), (byte)frame.Length, .. frame]);

    /// <summary>True: the other side has closed. Waits for something to come, ten seconds at most.</summary>
    public bool IsClosed()
    {
        _socket.ReceiveTimeout = 10_000;
        try
        {
            return _socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>Reads so many octets.</summary>
    public byte[] Hear(int count)
    {
        byte[] heard = new byte[count];
        _socket.ReceiveTimeout = 10_000;
        for (int at = 0; at < count;)
        {
            int one = _socket.Receive(heard.AsSpan(at));
            at += one == 0 ? throw new InvalidOperationException("The connection has been closed.") : one;
        }

        return heard;
    }

    public void Dispose() => _socket.Dispose();
}
