using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>A lab whose netkit expects virtual machines.</summary>
public abstract class ServeFixture(params string[] options) : LabFixture(options)
{
    private const string TakesLease =
        """
        #!/bin/sh
        case $1 in
            bound | renew)
                ip address replace "$ip/$mask" dev "$interface"
                ip link set "$interface" mtu "$mtu"
                ip route replace default via "$router"
                echo "ip=$ip mtu=$mtu dns=$dns"
                ;;
        esac
        """;

    private protected string MachineSocket => Scratch.PathOf("vm.sock");

    private protected override NetkitProcess StartNetkit(Lab lab, string[] line) => lab.Serve(MachineSocket, line);

    /// <summary>Has a machine's interface configured by DHCP; answers what it was given.</summary>
    private protected string Lease(NetworkNamespace machine)
    {
        string script = Scratch.WriteScript("lease.sh", TakesLease);
        _ = machine.Ip($"link set {RelayMachine.Interface} up");
        Outcome client = machine.Run("udhcpc", "-i", RelayMachine.Interface, "-f", "-n", "-q", "-s", script, "-O", "mtu");
        Assert.That(client.Status, Is.Zero, () => $"{client}\n{Netkit.Log}\n{Netkit.Counters()}");
        return client.Output;
    }

    /// <summary>Until netkit has noticed who is there.</summary>
    private protected void WaitForMachines(int count) => Netkit.WaitForCounters(
        now => now["switch", "ports"] == count, $"there are not {count} machines");
}
