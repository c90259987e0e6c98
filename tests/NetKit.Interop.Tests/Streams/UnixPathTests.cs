using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Streams;

/// <summary>Stream sockets with a file as their address.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class UnixPathTests
{
    private string _directory = string.Empty;

    private string SocketPath => Path.Combine(_directory, "x.sock");

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_file_is_made_with_the_mode_that_was_set_and_can_be_connected_to()
    {
        Assert.That(UnixSockets.Open(out Fd listener), Is.EqualTo(Errno.None));
        Assert.That(UnixSockets.Open(out Fd client), Is.EqualTo(Errno.None));
        try
        {
            Assert.That(UnixSockets.SetMode(listener, 0b110_000_000), Is.EqualTo(Errno.None));
            Assert.That(UnixSockets.Bind(listener, SocketPath), Is.EqualTo(Errno.None));
            Assert.That(File.GetUnixFileMode(SocketPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(UnixSockets.Connect(client, SocketPath), Is.EqualTo(Errno.ConnectionRefused), "nobody listens yet");
            Assert.That(Sockets.Listen(listener, 0), Is.EqualTo(Errno.None));
            Assert.That(UnixSockets.Connect(client, SocketPath), Is.EqualTo(Errno.None));
            Assert.That(Sockets.Accept(listener, out Fd accepted, out _), Is.EqualTo(Errno.None));
            Sockets.Close(accepted);
        }
        finally
        {
            Sockets.Close(client);
            Sockets.Close(listener);
        }
    }

    [Test]
    public void A_full_queue_is_told_from_nobody()
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen(0);
        Fd[] clients = new Fd[8];
        Errno last = Errno.None;
        foreach (ref Fd client in clients.AsSpan())
        {
            Assert.That(UnixSockets.Open(out client), Is.EqualTo(Errno.None));
            last = UnixSockets.Connect(client, SocketPath);
        }

        Array.ForEach(clients, Sockets.Close);
        Assert.That(last, Is.EqualTo(Errno.Again));
    }

    [TestCase("", Errno.InvalidArgument)]
    [TestCase("nowhere/x.sock", Errno.NoSuchFile)]
    [TestCase("a\0b", Errno.InvalidArgument)]
    public void A_path_that_leads_nowhere_is_an_error(string path, Errno expected)
    {
        Assert.That(UnixSockets.Open(out Fd fd), Is.EqualTo(Errno.None));
        string whole = path.Length == 0 ? path : Path.Combine(_directory, path);
        Assert.That(UnixSockets.Bind(fd, whole), Is.EqualTo(expected));
        Assert.That(UnixSockets.Connect(fd, whole), Is.EqualTo(expected));
        Sockets.Close(fd);
    }

    [Test]
    public void A_path_of_the_longest_length_works_and_one_more_octet_does_not()
    {
        string longest = Path.Combine(_directory, new string('x', UnixSockets.LongestPath - _directory.Length - 1));
        Assert.That(UnixSockets.Open(out Fd fd), Is.EqualTo(Errno.None));
        Assert.That(UnixSockets.Bind(fd, longest + "x"), Is.EqualTo(Errno.InvalidArgument));
        Assert.That(UnixSockets.Bind(fd, longest), Is.EqualTo(Errno.None));
        Assert.That(File.Exists(longest), Is.True);
        Sockets.Close(fd);
    }

    [Test]
    public void Files_are_told_apart_and_links_not_followed()
    {
        string file = Path.Combine(_directory, "file");
        string link = Path.Combine(_directory, "link");
        File.WriteAllText(file, "x");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        File.CreateSymbolicLink(link, SocketPath);
        Assert.That(Files.Identify(SocketPath, out FileIdentity socket), Is.EqualTo(Errno.None));
        Assert.That(Files.Identify(file, out FileIdentity plain), Is.EqualTo(Errno.None));
        Assert.That(Files.Identify(link, out FileIdentity symbolic), Is.EqualTo(Errno.None));
        Assert.That((socket.IsSocket, plain.IsSocket, symbolic.IsSocket), Is.EqualTo((true, false, false)));
        Assert.That(plain.Inode, Is.Not.EqualTo(socket.Inode));
        Assert.That(plain.Device, Is.EqualTo(socket.Device));
        string moved = file + "2";
        File.Move(file, moved);
        Assert.That(Files.Identify(moved, out FileIdentity same), Is.EqualTo(Errno.None));
        Assert.That(same, Is.EqualTo(plain));
        Assert.That(Files.Identify(file, out _), Is.EqualTo(Errno.NoSuchFile));
    }
}
