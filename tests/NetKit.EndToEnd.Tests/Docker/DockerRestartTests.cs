using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>NetKit and dockerd are killed and started again while containers run.</summary>
public sealed class DockerRestartTests() : DockerFixture("--live-restore")
{
    [SetUp]
    public void StartContainers()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/24", "blue");
        _ = Machine.Serve("web", "blue", "-p", "8080:80");
        _ = Machine.Serve("client", "blue");
    }

    [Test]
    public void Containers_survive_the_death_of_their_driver()
    {
        string forwards = Netkit.Ask("forward", "ls").Succeeded();
        for (int round = 0; round < 3; round++)
        {
            Netkit.KillAndStart();
            EverythingWorks();
            Assert.That(Netkit.Ask("forward", "ls").Succeeded(), Does.StartWith(forwards[..forwards.IndexOf('\n')]));
        }

        _ = Machine.Serve("later", "blue");
        Assert.That(Machine.Exec("later", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
        _ = Machine.Docker("restart", "-t", "0", "web");
        Machine.WaitFor("web");
        EverythingWorks();
    }

    [Test]
    public void Containers_survive_a_stop_of_their_driver()
    {
        Netkit.Stop();
        Netkit.Start();
        EverythingWorks();
    }

    [Test]
    public void What_docker_asks_of_a_dead_driver_is_done_when_it_is_back()
    {
        Netkit.Kill();
        using RunningCommand removing = Machine.Start("rm", "-f", "web");
        using RunningCommand starting = Machine.Start("run", "-d", "--name", "third", "--network", "blue", DockerMachine.Image, "serve");
        System.Threading.Thread.Sleep(500);
        Netkit.Start();
        _ = removing.Wait(System.TimeSpan.FromSeconds(60)).Succeeded();
        _ = starting.Wait(System.TimeSpan.FromSeconds(60)).Succeeded();
        Machine.WaitFor("third");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://third/"), Is.Not.Empty);
        Assert.That(Netkit.Endpoints(), Has.Length.EqualTo(2));
        Assert.That(Netkit.Forwards(), Is.Empty);
    }

    [TestCase(NetkitProcess.Kill)]
    [TestCase(NetkitProcess.Terminate)]
    public void Containers_survive_dockerd(int signal)
    {
        Machine.StopDocker(signal);
        Assert.That(Curl("http://127.0.0.1:8080/"), Is.EqualTo("web"));
        Machine.StartDocker();
        EverythingWorks();
        Machine.Remove("web");
        Assert.That(Netkit.Endpoints(), Has.Length.EqualTo(1));
        _ = Machine.Serve("web", "blue", "-p", "8080:80");
        EverythingWorks();
    }

    [Test]
    public void Containers_survive_both()
    {
        Machine.StopDocker(NetkitProcess.Kill);
        Netkit.KillAndStart();
        Machine.StartDocker();
        EverythingWorks();
    }

    private void EverythingWorks()
    {
        Assert.That(Curl("http://127.0.0.1:8080/"), Is.EqualTo("web"));
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
        Assert.That(Curl($"http://{Machine.AddressOf("web", "blue")}/"), Is.EqualTo("web"));
        Assert.That(Netkit.Endpoints().Select(static one => one.GetProperty("state").GetString()), Is.All.EqualTo("attached"));
    }
}
