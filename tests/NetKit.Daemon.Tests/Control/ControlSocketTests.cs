using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NetKit.Daemon.Control;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Control;

/// <summary>The life of the socket's file.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ControlSocketTests
{
    private string _directory = string.Empty;

    private string SocketPath => Path.Combine(_directory, "netkit", "n.sock");

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Only_the_owner_may_connect()
    {
        Assert.That(ControlSocket.TryBind(SocketPath, out ControlSocket? socket), Is.Null);
        using (socket)
        {
            Assert.That(File.GetUnixFileMode(SocketPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(
                File.GetUnixFileMode(Path.GetDirectoryName(SocketPath)!),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [Test]
    public void A_living_one_is_left_alone()
    {
        Assert.That(ControlSocket.TryBind(SocketPath, out ControlSocket? first), Is.Null);
        using (first)
        {
            string? refusal = ControlSocket.TryBind(SocketPath, out ControlSocket? second);
            Assert.That(refusal, Is.EqualTo($"Another netkit listens on {SocketPath}: choose another --name or --api-socket."));
            Assert.That(second, Is.Null);
            Assert.That(File.Exists(SocketPath), Is.True);
        }
    }

    [Test]
    public void The_file_of_a_dead_one_is_replaced()
    {
        LeaveBehind();
        Assert.That(ControlSocket.TryBind(SocketPath, out ControlSocket? socket), Is.Null);
        socket!.Dispose();
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [Test]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(SocketPath)!);
        File.WriteAllText(SocketPath, "precious");
        Assert.That(
            ControlSocket.TryBind(SocketPath, out _),
            Is.EqualTo($"{SocketPath} exists and is no socket: choose another place with --api-socket."));
        Assert.That(File.ReadAllText(SocketPath), Is.EqualTo("precious"));
    }

    [Test]
    public void A_directory_that_cannot_be_made_is_said()
    {
        string file = Path.Combine(_directory, "file");
        File.WriteAllText(file, string.Empty);
        Assert.That(
            ControlSocket.TryBind(Path.Combine(file, "n.sock"), out _),
            Does.StartWith($"The control socket {file}/n.sock cannot be created (").And.EndsWith("another place with --api-socket."));
    }

    [Test]
    public void A_path_that_is_too_long_is_said() =>
        Assert.That(ControlSocket.TryBind(Path.Combine(_directory, new string('x', 120)), out _), Does.Contain("is too long"));

    /// <summary>
    /// A socket whose process ended without tidying up: bound under another name, so that closing it removes nothing here.
    /// </summary>
    private void LeaveBehind()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(SocketPath)!);
        string other = SocketPath + ".2";
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(other));
        File.Move(other, SocketPath);
    }
}
