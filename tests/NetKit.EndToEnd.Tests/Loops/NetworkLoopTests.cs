using System;
using System.IO;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Networks;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Loops;

/// <summary>A daemon's network with several loops, over its life.</summary>
[Requires("curl")]
public sealed class NetworkLoopTests() : DaemonFixture(Loops)
{
    private const int Loops = 3;
    private const int Connections = 12;

    [Test]
    public void Interfaces_with_several_queues_outlive_the_daemon()
    {
        using Container web = new(Daemon, "blue", "web");
        using Container client = new(Daemon, "blue", "client");
        using Server page = WebServer.Start(web.Namespace.Listen("0.0.0.0", 80));
        _ = Daemon.Ask("forward", "8090:80", "--to", "web").Succeeded();
        AssertReached(web, client);
        Daemon.Kill();
        Assert.That(web.Namespace.Ip("-o link show dev eth0"), Does.Contain("NO-CARRIER"), "the interface stays");
        Daemon.Start();
        AssertReached(web, client);
        Assert.That(Directory.GetDirectories($"/proc/{Daemon.Pid}/task").Count(IsOfBlue), Is.EqualTo(Loops));
        _ = Daemon.Ask("network", "disconnect", "web").Succeeded();
        _ = Daemon.Ask("network", "disconnect", "client").Succeeded();
        Assert.That(web.Namespace.Ip("-o link show"), Does.Not.Contain("eth0"));
    }

    [Test]
    public void A_network_says_how_many_loops_it_can_have()
    {
        Outcome refused = Daemon.Ask("network", "create", "wide", "--loops", "17").EndedWith(1);
        Assert.That(refused.Error, Does.Contain("from 1 to 16 loops"));
    }

    private static bool IsOfBlue(string task) => File.ReadAllText($"{task}/comm").StartsWith("netkit-blue", StringComparison.Ordinal);

    private void AssertReached(Container web, Container client)
    {
        for (int i = 0; i < Connections; i++)
        {
            Assert.That(Curl(Host, "http://127.0.0.1:8090/"), Does.StartWith(BlueGateway + ":"));
            Assert.That(Curl(client.Namespace, $"http://{web.Address}/"), Does.StartWith(client.Address + ":"));
            Assert.That(Curl(Host, $"http://{web.Address}/"), Does.StartWith(BlueGateway + ":"));
        }
    }
}
