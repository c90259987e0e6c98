using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using NetworkNamespace = NetKit.EndToEnd.Tests.Harness.NetworkNamespace;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>Machines whose frames come one a message: vfkit's datagrams and BESS's sequenced packets.</summary>
[TestFixture("vfkit")]
[TestFixture("bess")]
[Requires("curl", "ping", "udhcpc")]
public sealed class PacketMachineTests(string scheme) : PairFixture("--host-loopback", "--name", "vm")
{
    private static readonly MacAddress First = new(0x5254_00CC_0001);
    private static readonly MacAddress Second = new(0x5254_00CC_0002);

    private int _clients;

    private static string Url => $"http://{Lab.Gateway}:{Port}/";

    private protected override NetkitProcess StartNetkit(Lab lab, string[] line) =>
        lab.Serve(Scratch.PathOf("unused.sock"), ["--listen", $"{scheme}://{MachineSocket}", .. line]);

    [Test]
    public void Two_machines_are_configured_reach_the_host_and_each_other()
    {
        Assert.That(File.GetUnixFileMode(MachineSocket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using RelayMachine first = Connect(Lab.Box, First);
        Assert.That(Lease(Lab.Box), Does.Contain($"ip={Lab.BoxAddress}"));
        using RelayMachine second = Connect(Other, Second);
        Assert.That(Lease(Other), Does.Contain("ip=10.0.2.101"));

        Payload.AssertDownloads(Lab.Box, Url);
        Payload.AssertUploads(Lab.Box, Url);
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", "10.0.2.101").Succeeded();
    }

    [Test]
    public void A_machine_that_starts_again_is_itself()
    {
        using (RelayMachine before = Connect(Lab.Box, First))
        {
            Assert.That(Lease(Lab.Box), Does.Contain($"ip={Lab.BoxAddress}"));
        }

        using RelayMachine machine = Connect(Lab.Box, First);
        Assert.That(Lease(Lab.Box), Does.Contain($"ip={Lab.BoxAddress}"));
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.Gateway).Succeeded();
    }

    private RelayMachine Connect(NetworkNamespace place, MacAddress mac)
    {
        bool isSequenced = scheme == "bess";
        Errno error = isSequenced ? UnixSockets.OpenSequenced(out Fd fd) : UnixSockets.OpenDatagram(out fd);
        error = error == Errno.None && !isSequenced ? UnixSockets.Bind(fd, Scratch.PathOf($"machine-{++_clients}")) : error;
        Assert.That(error, Is.EqualTo(Errno.None));
        Assert.That(UnixSockets.Connect(fd, MachineSocket), Is.EqualTo(Errno.None));
        if (!isSequenced)
        {
            // As older versions of vfkit begin.
            _ = Sockets.Send(fd, "VFKT"u8);
        }

        return RelayMachine.Connect(place, new PacketPort(fd, 1500, isSequenced), mac: mac);
    }
}
