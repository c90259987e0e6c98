using System.IO;
using NetKit.Cli.Options;
using NetKit.Cli.Tests.Commands;
using NetKit.Forwarding.Machines;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Options;

/// <summary>Where machines are expected, as people write it.</summary>
public sealed class ListenUrlTests
{
    [TestCase("qemu:///run/vm.sock", "/run/vm.sock")]
    [TestCase("qemu://vm.sock", "vm.sock")]
    [TestCase("vfkit:///run/vm.sock", "/run/vm.sock", MachineProtocol.Vfkit)]
    [TestCase("bess:///run/vm.sock", "/run/vm.sock", MachineProtocol.Bess)]
    [TestCase("vpnkit:///run/vm.sock", "/run/vm.sock", MachineProtocol.Vpnkit)]
    public void A_path(string url, string path, MachineProtocol protocol = MachineProtocol.Qemu) => Assert.That(
        ListenUrl.Read(url), Is.EqualTo(new MachineListen(url, protocol) { Path = Path.GetFullPath(path) }));

    [Test]
    public void A_port_of_this_host() => Assert.That(
        ListenUrl.Read("qemu+tcp://127.0.0.1:5555"),
        Is.EqualTo(new MachineListen("qemu+tcp://127.0.0.1:5555", MachineProtocol.Qemu) { Endpoint = new SocketEndpoint(IpAddress.LoopbackV4, 5555) }));

    [Test]
    public void A_descriptor_that_is_open() => Assert.That(ListenUrl.Read("fd:0").Connected, Is.EqualTo(new Fd(0)));

    [TestCase("unix:/run/vm.sock", "netkit: --listen unix:/run/vm.sock is nothing that netkit serve knows: write " + ListenUrl.Known + ".")]
    [TestCase("vde:///x", "netkit: --listen vde:///x is nothing that netkit serve knows: write " + ListenUrl.Known + ".")]
    [TestCase("qemu://", "netkit: --listen qemu:// names no path: write e.g. qemu:///run/user/1000/vm.sock.")]
    [TestCase("qemu+tcp://127.0.0.1", "netkit: --listen qemu+tcp://127.0.0.1 is no address and port: write e.g. qemu+tcp://127.0.0.1:5555.")]
    [TestCase("qemu+tcp://192.0.2.1:5", "netkit: --listen qemu+tcp://192.0.2.1:5 would let everybody in who can reach 192.0.2.1, unasked: "
        + "listen on 127.0.0.1, and lead others there with e.g. ssh.")]
    [TestCase("fd:x", "netkit: --listen fd:x is not the number of a file descriptor.")]
    [TestCase("fd:4711", "netkit: --listen fd:4711 is not open: hand over a stream socket that is connected.")]
    public void What_makes_no_sense_is_said(string url, string sentence)
    {
        Invocation invocation = Invocation.Of(["serve", "--listen", url]);
        Assert.That(invocation.Status, Is.EqualTo(2));
        invocation.Complained(sentence);
    }

    [Test]
    public void It_has_to_be_said()
    {
        Invocation invocation = Invocation.Of(["serve"]);
        Assert.That(invocation.Status, Is.EqualTo(2));
        Assert.That(invocation.Error, Does.Contain("--listen"));
    }
}
