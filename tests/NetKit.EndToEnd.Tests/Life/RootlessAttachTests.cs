using System.Globalization;
using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Life;

/// <summary><c>netkit attach --pid</c> by the ordinary user who made the namespaces.</summary>
[Requires("ip", "sysctl", "unshare", "nsenter", "setpriv", "ping")]
public sealed class RootlessAttachTests
{
    [Test]
    public void The_owner_of_a_user_namespace_gives_it_a_network()
    {
        using Lab lab = new();
        using OrdinaryUser user = new();
        using RunningCommand container = lab.Host.Start(
            user.Line(["unshare", "--user", "--map-root-user", "--net", "sh", "-c", "echo up; exec sleep 60"]));
        container.WaitFor("up", Command.UsualLimit);
        string pid = container.Pid.ToString(CultureInfo.InvariantCulture);
        using (NetkitProcess netkit = NetkitProcess.StartIn(
            user.SocketDirectory, lab.Host, lab.Box, user.Line([user.Netkit, "attach", "--pid", pid])))
        {
            Assert.That(Inside("ip", "-br", "address"), Does.Contain(Lab.BoxAddress));
            _ = Inside("ping", "-c", "1", "-W", "2", Lab.FarAddress);
        }

        Assert.That(Inside("ip", "-br", "link"), Does.Not.Contain("tap0"));

        string Inside(params string[] command) => lab.Host.Run(
            user.Line(["nsenter", "--target", pid, "--user", "--net", "--preserve-credentials", .. command])).Succeeded();
    }

    [Test]
    public void Somebody_elses_namespace_is_refused_in_a_sentence()
    {
        using Lab lab = new();
        using OrdinaryUser user = new();
        Outcome refused = lab.Host.Run(user.Line([user.Netkit, "attach", "--netns", lab.Box.Path])).EndedWith(1);
        Assert.That(refused.Error, Does.StartWith("netkit: ").And.Contain("root"));
        Assert.That(lab.Box.Ip("-br link"), Does.Not.Contain("tap0"));
    }

    /// <summary>Steering takes a program of eBPF, which most kernels load for root only.</summary>
    [Test]
    public void Several_loops_work_or_are_refused_in_a_sentence()
    {
        const string Switch = "/proc/sys/kernel/unprivileged_bpf_disabled";
        using Lab lab = new();
        using OrdinaryUser user = new();
        bool isForAll = File.Exists(Switch) && File.ReadAllText(Switch).Trim() == "0";
        Outcome outcome = lab.Host.Run(user.Line([user.Netkit, "run", "--loops", "2", "--", "true"])).EndedWith(isForAll ? 0 : 1);
        Assert.That(outcome.Error, isForAll ? Is.Empty : Does.StartWith("netkit: ").And.Contain("several loops take root or CAP_BPF"));
    }
}
