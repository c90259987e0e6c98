using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>Several machines are endpoints of one network, come and go, and find their places again.</summary>
[Requires("udhcpc", "curl", "dig", "ping")]
public sealed class ManyMachinesTests() : ServeFixture("--name", "vm", "-v", "-p", "127.0.0.1:8081:8081")
{
    private const int Port = 8081;

    private static readonly MacAddress First = new(0x5254_00AA_0001);
    private static readonly MacAddress Second = new(0x5254_00AA_0002);

    private NetworkNamespace _other = null!;

    [OneTimeSetUp]
    public void MakeOther() => _other = new NetworkNamespace();

    [OneTimeTearDown]
    public void RemoveOther() => _other.Dispose();

    [TearDown]
    public void All_have_left() => WaitForMachines(0);

    [Test]
    public void Machines_reach_each_other_by_address_and_name()
    {
        using RelayMachine first = RelayMachine.Connect(Lab.Box, MachineSocket, mac: First);
        Assert.That(Lease(Lab.Box), Does.Contain($"ip={Lab.BoxAddress} mtu=1500 dns={Lab.Dns}"));
        using RelayMachine second = RelayMachine.Connect(_other, MachineSocket, mac: Second);
        Assert.That(Lease(_other), Does.Contain("ip=10.0.2.101 mtu=1500"));

        Assert.That(Lab.Box.Run("dig", "+short", $"@{Lab.Dns}", "vm-2.netkit.internal").Succeeded().Trim(), Is.EqualTo("10.0.2.101"));
        using Server web = WebServer.Start(_other.Listen("0.0.0.0", Port));
        string client = Lab.Box.Run("curl", "-sS", "--fail", $"http://10.0.2.101:{Port}/").Succeeded();
        Assert.That(client, Does.StartWith(Lab.BoxAddress), "through the switch, and not through the host");
        Assert.That(Netkit.Ask("endpoints").Succeeded(), Does.Contain("vm-2 "));
    }

    [Test]
    public void A_port_leads_to_the_machine_that_is_named()
    {
        using RelayMachine first = RelayMachine.Connect(Lab.Box, MachineSocket, mac: First);
        _ = Lease(Lab.Box);
        using RelayMachine second = RelayMachine.Connect(_other, MachineSocket, mac: Second);
        _ = Lease(_other);
        using Server web = WebServer.Start(_other.Listen("0.0.0.0", Port));

        _ = Netkit.Ask("forward", $"127.0.0.1:8097:{Port}", "--to", "vm-2").Succeeded();
        _ = Lab.Host.Run("curl", "-sS", "--fail", "http://127.0.0.1:8097/").Succeeded();
        Assert.That(Netkit.Ask("forward", "8098:1", "--to", "vm-9").EndedWith(1).Error, Does.Contain("There is no machine vm-9"));
    }

    [Test]
    public void A_machine_that_comes_back_has_the_address_that_it_had()
    {
        using RelayMachine first = RelayMachine.Connect(Lab.Box, MachineSocket, mac: First);
        _ = Lease(Lab.Box);
        using (RelayMachine second = RelayMachine.Connect(_other, MachineSocket, mac: Second))
        {
            Assert.That(Lease(_other), Does.Contain("ip=10.0.2.101"));
        }

        WaitForMachines(1);
        using RelayMachine again = RelayMachine.Connect(_other, MachineSocket, mac: Second);
        Assert.That(Lease(_other), Does.Contain("ip=10.0.2.101"));
    }

    /// <summary>A virtual machine manager may give a machine another card at each start; what is published must find it.</summary>
    [Test]
    public void Published_ports_lead_to_the_machine_that_is_there()
    {
        foreach (MacAddress mac in (MacAddress[])[new(0x5254_00AA_0003), new(0x5254_00AA_0004)])
        {
            using RelayMachine machine = RelayMachine.Connect(Lab.Box, MachineSocket, mac: mac);
            Assert.That(Lease(Lab.Box), Does.Contain($"ip={Lab.BoxAddress}"));
            using Server web = WebServer.Start(Lab.Box.Listen("0.0.0.0", Port));
            _ = Lab.Host.Run("curl", "-sS", "--fail", $"http://127.0.0.1:{Port}/").Succeeded();
            machine.Dispose();
            WaitForMachines(0);
        }
    }

    [Test]
    public void Two_machines_with_one_link_address_are_told()
    {
        using RelayMachine first = RelayMachine.Connect(Lab.Box, MachineSocket, Lab.BoxAddress, First);
        WaitForMachines(1);
        using RawMachine twin = new(MachineSocket);
        twin.SayFrame(RawMachine.WhoHasGateway(First, IpAddress.FromV4(10, 0, 2, 100)));

        Assert.That(twin.IsClosed(), Is.True);
        Netkit.WaitForLog($"another machine has the link address {First}");
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.Gateway).Succeeded();
    }

    /// <summary>An address set by hand is the machine's while it is there, and nobody else can take it.</summary>
    [Test]
    public void Addresses_set_by_hand_work_and_cannot_be_stolen()
    {
        using RelayMachine first = RelayMachine.Connect(Lab.Box, MachineSocket, "10.0.2.15", First);
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.FarAddress).Succeeded();
        using RelayMachine second = RelayMachine.Connect(_other, MachineSocket, "10.0.2.15", Second);
        _ = _other.Run("ping", "-c", "1", "-W", "1", Lab.Gateway).EndedWith(1);
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.FarAddress).Succeeded();
        Assert.That(Netkit.Counters()["switch drops", "bad-source"], Is.Positive);
    }
}
