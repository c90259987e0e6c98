using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using NetKit.Control.Client;
using NetKit.Control.Sockets;
using NUnit.Framework;

namespace NetKit.Control.Tests.Sockets;

/// <summary>Where control sockets are, and which one is meant.</summary>
public sealed class ControlDirectoryTests
{
    private string _path = string.Empty;

    private ControlDirectory Here => new(_path);

    [SetUp]
    public void MakeDirectory() => _path = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_path, recursive: true);

    [TestCase(0u, "/run/user/0", "/run/netkit")]
    [TestCase(1000u, "/run/user/1000", "/run/user/1000/netkit")]
    [TestCase(1000u, null, "/tmp/netkit-1000")]
    [TestCase(1000u, "", "/tmp/netkit-1000")]
    [TestCase(1000u, "relative", "/tmp/netkit-1000")]
    public void Every_user_has_a_place(uint user, string? runtime, string expected) =>
        Assert.That(ControlDirectory.Of(user, runtime).Path, Is.EqualTo(expected));

    [TestCase("web", "/run/netkit/web.sock")]
    [TestCase("./web", "./web")]
    [TestCase("/tmp/web.sock", "/tmp/web.sock")]
    public void A_socket_is_a_name_or_a_path(string given, string expected) =>
        Assert.That(new ControlDirectory("/run/netkit").Resolve(given), Is.EqualTo(expected));

    [Test]
    public void The_only_one_is_meant()
    {
        using Socket one = Listen("one");
        Listen("dead").Dispose();
        File.WriteAllText(Path.Combine(_path, "dead.sock"), string.Empty);
        Assert.That(InstanceChoice.Choose(Here, null), Is.EqualTo(Here.SocketOf("one")));
    }

    [Test]
    public void Several_are_listed()
    {
        using Socket one = Listen("one");
        using Socket two = Listen("two");
        Assert.That(
            () => InstanceChoice.Choose(Here, null),
            Throws.TypeOf<ControlException>().With.Message.EqualTo("Several are running: choose one with --socket one or --socket two."));
        Assert.That(InstanceChoice.Choose(Here, "two"), Is.EqualTo(Here.SocketOf("two")));
    }

    [Test]
    public void None_is_said()
    {
        ControlDirectory missing = new(Path.Combine(_path, "missing"));
        Assert.That(
            () => InstanceChoice.Choose(missing, null),
            Throws.TypeOf<ControlException>().With.Message.StartsWith($"No netkit is running in {missing.Path}: start one"));
    }

    [Test]
    public void Sockets_of_processes_that_are_gone_are_removed()
    {
        const int NobodyHasThisId = int.MaxValue;
        string dead = Here.SocketOf($"run-{NobodyHasThisId}");
        string named = Here.SocketOf("web");
        string alive = Here.SocketOf($"run-{Environment.ProcessId}");
        foreach (string path in (string[])[dead, named, alive])
        {
            File.WriteAllText(path, string.Empty);
        }

        Here.RemoveDead();
        Assert.That(Directory.EnumerateFiles(_path).Order(), Is.EqualTo((string[])[alive, named]));
    }

    private Socket Listen(string name)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Here.SocketOf(name)));
        socket.Listen();
        return socket;
    }
}
