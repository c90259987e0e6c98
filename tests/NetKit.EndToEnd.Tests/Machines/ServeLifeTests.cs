using System;
using System.Globalization;
using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>How <c>netkit serve</c> begins and ends, and what it listens on.</summary>
[Requires("ip", "sysctl", "ping", "bash")]
public sealed class ServeLifeTests
{
    private Scratch _scratch = null!;
    private Lab _lab = null!;

    private string MachineSocket => _scratch.PathOf("vm.sock");

    [OneTimeSetUp]
    public void StartLab()
    {
        _scratch = new Scratch();
        _lab = new Lab();
    }

    [OneTimeTearDown]
    public void StopLab()
    {
        _lab.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void The_socket_is_its_owners_alone_and_goes_with_netkit()
    {
        using (NetkitProcess netkit = _lab.Serve(MachineSocket))
        {
            Assert.That(File.GetUnixFileMode(MachineSocket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(File.Exists(MachineSocket), Is.False);
    }

    [Test]
    public void What_a_killed_netkit_left_is_replaced_and_machines_come_back()
    {
        using (NetkitProcess killed = _lab.Serve(MachineSocket))
        {
            using RelayMachine before = RelayMachine.Connect(_lab.Box, MachineSocket, Lab.BoxAddress);
            AssertServed();
            killed.Signal(NetkitProcess.Kill);
            _ = killed.WaitForEnd(isKilled: true);
            Eventually.True(() => before.HasEnded, TimeSpan.FromSeconds(10), "the machine does not notice");
        }

        Assert.That(File.Exists(MachineSocket), Is.True, "nobody was there to remove it");
        using NetkitProcess netkit = _lab.Serve(MachineSocket);
        using RelayMachine machine = RelayMachine.Connect(_lab.Box, MachineSocket, Lab.BoxAddress);
        AssertServed();
    }

    [Test]
    public void A_socket_that_somebody_listens_on_is_left_alone()
    {
        using NetkitProcess netkit = _lab.Serve(MachineSocket);
        Outcome second = _lab.Host.Run(
            NetkitBinary.Path, "serve", "--listen", $"qemu://{MachineSocket}", "--api-socket", _scratch.PathOf("second.sock"));
        Assert.That(second.EndedWith(1).Error, Does.Contain($"Somebody listens on the socket {MachineSocket}"));

        using RelayMachine machine = RelayMachine.Connect(_lab.Box, MachineSocket, Lab.BoxAddress);
        AssertServed();
    }

    [Test]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        string path = _scratch.Write("notes", "precious");
        Outcome outcome = _lab.Host.Run(
            NetkitBinary.Path, "serve", "--listen", $"qemu://{path}", "--api-socket", _scratch.PathOf("second.sock"));
        Assert.That(outcome.EndedWith(1).Error, Does.Contain($"{path} exists and is no socket"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("precious"));
    }

    [Test]
    public void Machines_come_by_tcp_too()
    {
        const int Port = 5555;
        using NetkitProcess netkit = _lab.Serve(MachineSocket, "--listen", $"qemu+tcp://127.0.0.1:{Port}");
        Fd fd = _lab.Host.Inside(static () =>
        {
            Assert.That(Sockets.Open(ipv6: false, SocketKind.Stream, out Fd opened), Is.EqualTo(Errno.None));
            _ = Sockets.StartConnect(opened, new SocketEndpoint(IpAddress.LoopbackV4, Port));
            return opened;
        });
        using RelayMachine machine = RelayMachine.Connect(_lab.Box, Adopt(fd), Lab.BoxAddress);
        AssertServed();
    }

    [Test]
    public void A_connected_socket_is_served_until_its_machine_leaves()
    {
        Fd listener = _lab.Host.Inside(static () =>
        {
            Assert.That(Sockets.Open(ipv6: false, SocketKind.Stream, out Fd opened), Is.EqualTo(Errno.None));
            Assert.That(Sockets.Bind(opened, new SocketEndpoint(IpAddress.LoopbackV4, 0)), Is.EqualTo(Errno.None));
            Assert.That(Sockets.Listen(opened, 1), Is.EqualTo(Errno.None));
            return opened;
        });
        Assert.That(Sockets.LocalEndpoint(listener, out SocketEndpoint local), Is.EqualTo(Errno.None));
        string port = local.Port.ToString(CultureInfo.InvariantCulture);
        const string Script = "exec 3<>/dev/tcp/127.0.0.1/$0; exec \"$@\"";
        using NetkitProcess netkit = NetkitProcess.Start(
            _lab.Host, _lab.Box, ["bash", "-c", Script, port, NetkitBinary.Path, "serve", "--listen", "fd:3"]);
        Assert.That(Sockets.Accept(listener, out Fd fd, out _), Is.EqualTo(Errno.None));
        Sockets.Close(listener);
        using (RelayMachine machine = RelayMachine.Connect(_lab.Box, Adopt(fd), Lab.BoxAddress))
        {
            AssertServed();
        }

        _ = netkit.WaitForEnd().EndedWith(0);
    }

    [Test]
    public void A_descriptor_that_is_no_connection_is_refused()
    {
        Outcome outcome = _lab.Host.Run(
            "bash", "-c", "exec 3</dev/null; exec \"$0\" \"$@\"", NetkitBinary.Path, "serve", "--listen", "fd:3",
            "--api-socket", _scratch.PathOf("second.sock"));
        Assert.That(outcome.EndedWith(1).Error, Does.Contain("hand over a stream socket that is connected"));
    }

    private void AssertServed() => _ = _lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.Gateway).Succeeded();

    private static StreamPort Adopt(Fd fd)
    {
        Assert.That(Sockets.AdoptStream(fd), Is.EqualTo(Errno.None));
        return new StreamPort(fd, LengthPrefix.Four, 1500);
    }
}
