using System.IO;
using System.Net.Sockets;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Servers;

/// <summary>Unix sockets of the machine, which no network namespace keeps apart.</summary>
internal static class UnixSocket
{
    public static Socket Listen(string path, int backlog = 512)
    {
        Socket socket = New();
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(backlog);
        return socket;
    }

    public static Socket Connect(string path)
    {
        Socket socket = New();
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    /// <summary>The file of a socket that nobody has any more, as a kill leaves it.</summary>
    public static void LeaveStale(string path)
    {
        string elsewhere = path + ".new";
        using Socket socket = New();
        socket.Bind(new UnixDomainSocketEndPoint(elsewhere));

        // The runtime removes the file by the name that it was bound to.
        File.Move(elsewhere, path);
        Assert.That(File.Exists(path), Is.True);
    }

    private static Socket New() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
