using System;
using System.Globalization;
using System.IO;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>Many containers at once, and a dockerd that takes its containers with it.</summary>
public sealed class DockerScaleTests : DockerFixture
{
    private const int Containers = 30;
    private const long GrowthKiB = 32 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Test]
    public void Many_containers_come_and_go_together_and_leave_nothing()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/24", "blue");
        _ = Machine.Serve("first", "blue");
        Machine.Remove("first");
        int descriptors = Netkit.OpenDescriptors;
        long memory = Netkit.ResidentKiB;
        string[] state = StateFiles();

        string[] names = [.. Enumerable.Range(0, Containers).Select(static i => string.Create(CultureInfo.InvariantCulture, $"c{i}"))];
        RunningCommand[] starts =
        [
            .. names.Select((name, i) => Machine.Start(
                "run", "-d", "--name", name, "--network", "blue", "-p", string.Create(CultureInfo.InvariantCulture, $"{8200 + i}:80"),
                DockerMachine.Image, "serve")),
        ];
        try
        {
            foreach (RunningCommand start in starts)
            {
                _ = start.Wait(Limit).Succeeded();
            }
        }
        finally
        {
            Array.ForEach(starts, static start => start.Dispose());
        }

        Assert.That(Netkit.Endpoints(), Has.Length.EqualTo(Containers));
        Assert.That(Netkit.Endpoints().Select(static one => one.GetProperty("address").GetString()), Is.Unique);
        foreach (int i in (int[])[0, Containers / 2, Containers - 1])
        {
            string port = (8200 + i).ToString(CultureInfo.InvariantCulture);
            Eventually.True(() => Lab.Host.Run("curl", "-sS", "--max-time", "2", $"http://127.0.0.1:{port}/").Status == 0, Command.UsualLimit, port);
        }

        Machine.Remove(names);
        Assert.That(Netkit.Endpoints(), Is.Empty);
        Assert.That(StateFiles(), Is.EquivalentTo(state), "leases and records are given back");
        Eventually.True(() => Netkit.OpenDescriptors <= descriptors + 2, Command.UsualLimit, () => $"{descriptors} descriptors became {Netkit.OpenDescriptors}");
        Assert.That(Netkit.ResidentKiB, Is.LessThan(memory + GrowthKiB));
        Assert.That(LinksOfHost().Count(static name => name.StartsWith("nk", StringComparison.Ordinal)), Is.EqualTo(1), "the host's own");
    }

    [Test]
    public void Containers_that_always_restart_come_back_with_dockerd()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/24", "blue");
        _ = Machine.Serve("web", "blue", "-p", "8080:80", "--restart", "always");
        foreach (int signal in (int[])[NetkitProcess.Terminate, NetkitProcess.Kill])
        {
            Machine.StopDocker(signal);
            Machine.StartDocker();
            Eventually.True(
                () => Lab.Host.Run("curl", "-sS", "--max-time", "2", "http://127.0.0.1:8080/").Output.Trim() == "web",
                Command.UsualLimit,
                () => $"{Netkit.Log}\n{Machine.DockerLog}");
            Assert.That(Netkit.Endpoints(), Has.Length.EqualTo(1));
            Assert.That(Netkit.Forwards(), Has.Length.EqualTo(1));
        }
    }

    private string[] StateFiles() => [.. Directory.GetFiles(Netkit.StateDirectory, "*", SearchOption.AllDirectories)];
}
