using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Tcp;

/// <summary>Which files make way for a socket, and which one goes with it.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class SocketFileTests
{
    private string _directory = string.Empty;

    private string SocketPath => Path.Combine(_directory, "x.sock");

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_file_is_private_and_goes_with_its_socket()
    {
        Fd fd = Bind(SocketFileResult.Ready, out SocketFile? file);
        Assert.That(File.GetUnixFileMode(SocketPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        file!.Dispose();
        Assert.That(File.Exists(SocketPath), Is.False);
        Sockets.Close(fd);
    }

    [Test]
    public void What_a_killed_process_left_is_replaced()
    {
        Sockets.Close(Bind(SocketFileResult.Ready, out _));
        Assert.That(File.Exists(SocketPath), Is.True, "nobody removed it");
        Fd fd = Bind(SocketFileResult.Ready, out SocketFile? file);
        file!.Dispose();
        Sockets.Close(fd);
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [TestCase(SocketType.Stream)]
    [TestCase(SocketType.Dgram)]
    public void A_socket_in_use_is_left_alone(SocketType type)
    {
        using Socket other = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(SocketPath));
        if (type == SocketType.Stream)
        {
            other.Listen(0);
        }

        Sockets.Close(Bind(SocketFileResult.InUse, out _));
        Sockets.Close(Bind(SocketFileResult.InUse, out _));
        Sockets.Close(Bind(SocketFileResult.InUse, out _));
        Assert.That(File.Exists(SocketPath), Is.True, "also when the queue is full of those who looked");
    }

    [Test]
    public void What_is_no_socket_is_left_alone()
    {
        File.WriteAllText(SocketPath, "precious");
        Sockets.Close(Bind(SocketFileResult.NotASocket, out _));
        Assert.That(File.ReadAllText(SocketPath), Is.EqualTo("precious"));
    }

    [Test]
    public void A_link_to_a_dead_socket_is_left_alone()
    {
        string target = SocketPath + "2";
        Assert.That(UnixSockets.Open(out Fd dead), Is.EqualTo(Errno.None));
        Assert.That(UnixSockets.Bind(dead, target), Is.EqualTo(Errno.None));
        Sockets.Close(dead);
        File.CreateSymbolicLink(SocketPath, target);
        Sockets.Close(Bind(SocketFileResult.NotASocket, out _));
        Assert.That(File.Exists(target), Is.True);
    }

    [Test]
    public void What_somebody_else_put_in_its_place_stays()
    {
        Fd fd = Bind(SocketFileResult.Ready, out SocketFile? file);
        File.Delete(SocketPath);
        File.WriteAllText(SocketPath, "theirs");
        file!.Dispose();
        Sockets.Close(fd);
        Assert.That(File.ReadAllText(SocketPath), Is.EqualTo("theirs"));
    }

    [Test]
    public void A_directory_that_is_not_there_is_said()
    {
        Assert.That(UnixSockets.Open(out Fd fd), Is.EqualTo(Errno.None));
        Assert.That(SocketFile.TryBind(fd, Path.Combine(_directory, "no/x.sock"), out _), Is.EqualTo(SocketFileResult.NoDirectory));
        Assert.That(SocketFile.TryBind(fd, Path.Combine(_directory, new string('x', 200)), out _), Is.EqualTo(SocketFileResult.TooLong));
        Sockets.Close(fd);
    }

    private Fd Bind(SocketFileResult expected, out SocketFile? file)
    {
        Assert.That(UnixSockets.Open(out Fd fd), Is.EqualTo(Errno.None));
        Assert.That(SocketFile.TryBind(fd, SocketPath, out file), Is.EqualTo(expected));
        Assert.That(file is null, Is.EqualTo(expected != SocketFileResult.Ready));
        return fd;
    }
}
