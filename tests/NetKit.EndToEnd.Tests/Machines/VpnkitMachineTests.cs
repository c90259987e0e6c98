using System;
using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>Clients of vpnkit's, which are told who they are before their first frame.</summary>
[Requires("curl", "dig", "ping", "udhcpc")]
public sealed class VpnkitMachineTests() : PairFixture("--host-loopback", "--name", "vm")
{
    private const string Gateway = "192.168.65.1";

    private static string Url => $"http://{Gateway}:{Port}/";

    private protected override NetkitProcess StartNetkit(Lab lab, string[] line) => lab.ServeAt($"vpnkit://{MachineSocket}", line);

    [Test]
    public void Two_machines_are_configured_reach_the_host_names_and_each_other()
    {
        Assert.That(File.GetUnixFileMode(MachineSocket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using VmnetClient client = new VmnetClient(MachineSocket).Join(Guid.NewGuid());
        Assert.That((client.Mtu, client.LongestPacket), Is.EqualTo((1500, 1550)));
        using RelayMachine first = RelayMachine.Connect(Lab.Box, client.Give(), mac: client.Mac);
        string lease = Lease(Lab.Box);
        Assert.That(lease, Does.Contain("mtu=1500 dns=192.168.65.1"));
        Assert.That(AddressIn(lease), Does.Match(@"^192\.168\.65\.\d+$"));
        using VmnetClient another = new VmnetClient(MachineSocket).Join(Guid.NewGuid());
        using RelayMachine second = RelayMachine.Connect(Other, another.Give(), mac: another.Mac);
        string other = AddressIn(Lease(Other));

        Payload.AssertDownloads(Lab.Box, Url);
        Payload.AssertUploads(Lab.Box, Url);
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", other).Succeeded();
        string[] ask = ["dig", $"@{Gateway}", "+short", "+tries=1"];
        string name = Lab.Box.Run([.. ask, "-x", other]).Succeeded().Trim();
        Assert.That(name, Does.Match(@"^vm(-\d+)?\.netkit\.internal\.$"));
        Assert.That(Lab.Box.Run([.. ask, name]).Output, Is.EqualTo($"{other}\n"));
        Assert.That(Lab.Box.Run([.. ask, "+tcp", "host.docker.internal"]).Output, Is.EqualTo($"{Gateway}\n"));
    }

    /// <summary>Somebody else came in between, and did not get what was promised.</summary>
    [Test]
    public void A_place_is_kept_for_who_is_away()
    {
        Guid id = Guid.NewGuid();
        string address;
        using (VmnetClient before = new VmnetClient(MachineSocket).Join(id))
        {
            address = before.AskForAddress();
        }

        WaitForMachines(0);
        using VmnetClient other = new VmnetClient(MachineSocket).Join(Guid.NewGuid());
        Assert.That(other.AskForAddress(), Is.Not.EqualTo(address));
        using VmnetClient again = new VmnetClient(MachineSocket).Join(id);
        Assert.That(again.AskForAddress(), Is.EqualTo(address));
    }

    /// <summary>As rootlesskit does: its parent asks who it is, and its child takes the place.</summary>
    [Test]
    public void Who_comes_again_has_its_card_and_address_and_the_older_connection_ends()
    {
        Guid id = Guid.NewGuid();
        using VmnetClient before = new VmnetClient(MachineSocket).Join(id);
        string address = before.AskForAddress();
        using VmnetClient client = new VmnetClient(MachineSocket).Join(id);
        Assert.That(client.Mac, Is.EqualTo(before.Mac));
        Assert.That(before.IsClosed(), Is.True);

        using RelayMachine machine = RelayMachine.Connect(Lab.Box, client.Give(), mac: client.Mac);
        Assert.That(AddressIn(Lease(Lab.Box)), Is.EqualTo(address));
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Gateway).Succeeded();
    }

    [Test]
    public void An_address_that_is_wanted_is_given_or_a_reason()
    {
        Guid id = Guid.NewGuid();
        using VmnetClient client = new VmnetClient(MachineSocket).Join(id, [77, 65, 168, 192]);
        using RelayMachine machine = RelayMachine.Connect(Lab.Box, client.Give(), mac: client.Mac);
        Assert.That(Lease(Lab.Box), Does.Contain("ip=192.168.65.77"));

        AssertRefused(Guid.NewGuid(), [77, 65, 168, 192], "Preferred IP address 192.168.65.77 already used.");
        AssertRefused(Guid.NewGuid(), [1, 65, 168, 192], "Preferred IP address 192.168.65.1 already used.");
        AssertRefused(Guid.NewGuid(), [255, 65, 168, 192], "Preferred IP address out of range.");
        AssertRefused(Guid.NewGuid(), [1, 0, 0, 10], "Preferred IP address out of range.");
        using VmnetClient other = new VmnetClient(MachineSocket).Join(Guid.NewGuid());
        Assert.That(other.Refusal, Is.Empty);
    }

    [Test]
    public void Another_version_is_told_ours_and_let_go()
    {
        using VmnetClient client = new(MachineSocket);
        client.Say(VmnetClient.Hello(23));
        Assert.That(client.Hear(49).AsSpan(5, 4).ToArray(), Is.EqualTo(new byte[] { 22, 0, 0, 0 }));
        Assert.That(client.IsClosed(), Is.True);
        Netkit.WaitForLog("it speaks version 23 of vpnkit's protocol, and NetKit version 22");
    }

    [Test]
    public void Whoever_speaks_something_else_is_let_go()
    {
        using VmnetClient stranger = new(MachineSocket);
        stranger.Say("GET /services/forwarder/all HTTP/1.1\r\nHost: x\r\n\r\n"u8);
        Assert.That(stranger.IsClosed(), Is.True);
        Netkit.WaitForLog("it does not begin as a client of vpnkit does");

        using VmnetClient binder = new(MachineSocket);
        binder.Say(VmnetClient.Hello(22));
        _ = binder.Hear(49);
        binder.Say([6, .. new byte[40]]);
        Assert.That(binder.IsClosed(), Is.True);
        Netkit.WaitForLog("it asks for something that is no place on a network");
    }

    [Test]
    public void A_greeting_in_pieces_is_one_and_half_of_one_costs_its_own_connection()
    {
        long before = Netkit.Counters()["machines", "ended-cut-short"];
        using (VmnetClient half = new(MachineSocket))
        {
            half.Say(VmnetClient.Hello(22).AsSpan(0, 20));
        }

        Netkit.WaitForCounters(now => now["machines", "ended-cut-short"] == before + 1, "the end is not noticed");

        using VmnetClient client = new(MachineSocket);
        foreach (byte octet in (byte[])[.. VmnetClient.Hello(22), .. VmnetClient.Request(Guid.NewGuid())])
        {
            client.Say(octet);
        }

        Assert.That(client.Hear(49 + 258)[49], Is.EqualTo(1));
    }

    private static string AddressIn(string lease)
    {
        const string Mark = "ip=";
        int start = lease.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return lease[start..lease.IndexOf(' ', start)];
    }

    private void AssertRefused(Guid id, byte[] preferred, string reason)
    {
        using VmnetClient client = new VmnetClient(MachineSocket).Join(id, preferred);
        Assert.That(client.Refusal, Is.EqualTo(reason));
        Assert.That(client.IsClosed(), Is.True);
    }
}
