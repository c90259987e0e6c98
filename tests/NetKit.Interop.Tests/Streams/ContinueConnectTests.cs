using System.Net;
using System.Net.Sockets;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Streams;

/// <summary>A connect to this machine is over at once.</summary>
public sealed class ContinueConnectTests
{
    [Test]
    public void It_has_succeeded_where_somebody_listens()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Assert.That(Outcome((ushort)((IPEndPoint)listener.LocalEndPoint!).Port), Is.EqualTo(Errno.None));
    }

    [Test]
    public void It_has_failed_where_nobody_does()
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.That(Outcome((ushort)((IPEndPoint)silent.LocalEndPoint!).Port), Is.EqualTo(Errno.ConnectionRefused));
    }

    private static Errno Outcome(ushort port)
    {
        SocketEndpoint remote = new(IpAddress.FromV4(0x7F000001), port);
        Assert.That(Sockets.Open(false, SocketKind.Stream, out Fd fd), Is.EqualTo(Errno.None));
        try
        {
            Errno begun = Sockets.StartConnect(fd, remote);
            return begun == Errno.InProgress ? Sockets.ContinueConnect(fd, remote) : begun;
        }
        finally
        {
            Sockets.Close(fd);
        }
    }
}
