using System;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Life;

/// <summary>Who may do what, and what a machine lets NetKit do.</summary>
[Requires("ip", "sysctl", "setpriv", "unshare")]
public sealed class AccessTests
{
    [Test]
    public void Another_user_may_not_control_a_running_netkit()
    {
        using Lab lab = new();
        using OrdinaryUser user = new();
        using NetkitProcess netkit = lab.Attach();
        Outcome refused = lab.Host.Run(user.Line([user.Netkit, "stats", "--socket", netkit.Socket])).EndedWith(1);
        Assert.That(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), refused.Error);
        Assert.That(refused.Error, Does.StartWith("netkit: ").And.Contain(netkit.Socket));
    }

    /// <summary>ICMP sockets are for the groups in ping_group_range; root has raw sockets besides.</summary>
    [Test]
    [Requires("ping")]
    public void Root_can_ping_where_ping_sockets_are_for_nobody()
    {
        using Lab lab = new();
        lab.Host.Sysctl("net.ipv4.ping_group_range", "1 0");
        using NetkitProcess netkit = lab.Attach();
        _ = lab.Box.Run("ping", "-c", "1", "-W", "2", Lab.FarAddress).Succeeded();
    }

    [Test]
    [Requires("ping")]
    public void An_ordinary_user_who_may_not_ping_is_told_so_and_so_is_the_container()
    {
        using Lab lab = new();
        using OrdinaryUser user = new();
        lab.Host.Sysctl("net.ipv4.ping_group_range", "1 0");
        Outcome ping = lab.Host.Run(user.Line([user.Netkit, "run", "--", "ping", "-n", "-c", "1", "-W", "2", Lab.FarAddress])).EndedWith(1);
        Assert.That(ping.Output, Does.Contain("prohibited").IgnoreCase.Or.Contain("Packet filtered"));
        Assert.That(ping.Error, Does.Contain("netkit doctor"));
        Assert.That(lab.Host.Run(user.Line([user.Netkit, "doctor"])).Output, Does.Contain("ping_group_range"));
    }

    [Test]
    public void Doctor_finds_a_machine_on_which_all_this_works_in_order()
    {
        using Lab lab = new();
        Outcome doctor = lab.Host.Run(NetkitBinary.Path, "doctor", "--json");
        using JsonDocument report = JsonDocument.Parse(doctor.Succeeded());
        Assert.That(report.RootElement.GetProperty("checks").GetArrayLength(), Is.GreaterThan(5), doctor.Output);
        Assert.That(doctor.Output, Does.Not.Contain("\"fail\""));
    }
}
