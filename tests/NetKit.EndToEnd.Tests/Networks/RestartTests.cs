using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>A daemon that is killed, stopped, told another configuration, or loses its namespaces.</summary>
[Requires("curl", "ping")]
public sealed class RestartTests : DaemonFixture
{
    private const int Rounds = 30;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [TestCase(true)]
    [TestCase(false)]
    public void A_restart_finds_everything_again(bool isKilled)
    {
        using Container web = new(Daemon, "blue", "web", "--alias", "www");
        using Container client = new(Daemon, "blue", "client");
        using Server page = WebServer.Start(web.Namespace.Listen("0.0.0.0", 80));
        _ = Daemon.Ask("network", "create", "extra", "--subnet", "10.81.0.0/24", "--mtu", "9000").Succeeded();
        int id = Daemon.AskJson("forward", "8090:80", "--to", "web").GetProperty("forwards")[0].GetProperty("id").GetInt32();
        string networks = Daemon.Ask("network", "ls").Succeeded();
        string endpoints = Daemon.Ask("endpoints").Succeeded();
        string forwards = Daemon.Ask("forward", "ls").Succeeded();

        if (isKilled)
        {
            Daemon.Kill();
        }
        else
        {
            Daemon.Stop();
        }

        Assert.That(web.Namespace.Ip("-o link show dev eth0"), Does.Contain("NO-CARRIER"), "the interface stays");
        Daemon.Start();
        Assert.That(Daemon.Ask("network", "ls").Succeeded(), Is.EqualTo(networks));
        Assert.That(Daemon.Ask("endpoints").Succeeded(), Is.EqualTo(endpoints));
        Assert.That(Daemon.Ask("forward", "ls").Succeeded(), Is.EqualTo(forwards));
        Assert.That(Curl(Host, "http://127.0.0.1:8090/"), Does.StartWith(BlueGateway + ":"));
        Assert.That(Curl(client.Namespace, $"http://{web.Address}/"), Does.StartWith(client.Address + ":"));
        Assert.That(Curl(Host, $"http://{web.Address}/"), Does.StartWith(BlueGateway + ":"));

        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
        _ = Daemon.Ask("network", "rm", "extra").Succeeded();
        _ = Daemon.Ask("network", "disconnect", "web").Succeeded();
        _ = Daemon.Ask("network", "disconnect", "client").Succeeded();
        Assert.That(web.Namespace.Ip("-o link show"), Does.Not.Contain("eth0"));
    }

    [Test]
    public void An_endpoint_goes_with_its_namespace()
    {
        Container gone = new(Daemon, "blue", "gone", "--address", "10.77.0.40");
        try
        {
            _ = Daemon.AskJson("forward", "8140:80", "--to", "gone");
        }
        finally
        {
            gone.Dispose();
        }

        Eventually.True(() => Daemon.Endpoints().Length == 0, Soon, () => $"the endpoint is still there: {Daemon.Ask("endpoints")}");
        Assert.That(Daemon.Log, Does.Contain("The endpoint gone of blue went with its namespace"));
        JsonElement forward = Daemon.Forwards().Single();
        Assert.That(forward.GetProperty("state").GetString(), Is.EqualTo("waiting"));
        _ = Daemon.Ask("forward", "rm", Text(forward.GetProperty("id").GetInt32())).Succeeded();

        using Container again = new(Daemon, "blue", "gone", "--address", "10.77.0.40");
        _ = again.Run("ping", "-c", "1", "-W", "2", BlueGateway).Succeeded();
        _ = Daemon.Ask("network", "disconnect", "gone").Succeeded();
    }

    [Test]
    public void Namespaces_that_end_while_nobody_looks_are_dropped_at_the_next_start()
    {
        Container gone = new(Daemon, "blue", "gone");
        using Container stays = new(Daemon, "blue", "stays");
        Daemon.Kill();
        gone.Dispose();
        Daemon.Start();
        Assert.That(Daemon.Endpoints().Single().GetProperty("name").GetString(), Is.EqualTo("stays"));
        _ = stays.Run("ping", "-c", "1", "-W", "2", BlueGateway).Succeeded();
        _ = Daemon.Ask("network", "disconnect", "stays").Succeeded();
        Assert.That(Directory.GetFiles(Path.Combine(Daemon.StateDirectory, "endpoints")), Is.Empty);
    }

    [Test]
    public void Descriptors_and_interfaces_of_many_endpoints_are_given_back()
    {
        using (Container warm = new(Daemon, "red", "warm"))
        {
            _ = Daemon.Ask("network", "disconnect", "warm").Succeeded();
        }

        int before = Daemon.OpenDescriptors;
        using Container one = new(Daemon, "blue", "first");
        for (int i = 0; i < Rounds; i++)
        {
            _ = Daemon.Ask("network", "disconnect", i == 0 ? "first" : "next").Succeeded();
            if (i < Rounds - 1)
            {
                _ = Daemon.Ask("network", "connect", "blue", one.Namespace.Path, "--name", "next").Succeeded();
            }
        }

        Assert.That(Daemon.Endpoints(), Is.Empty);
        Eventually.True(() => Daemon.OpenDescriptors <= before + 2, Soon, () => $"{before} descriptors became {Daemon.OpenDescriptors}");
        Assert.That(one.Namespace.Ip("-o link show"), Does.Not.Contain("eth0"));
    }

    [Test]
    public void Only_one_daemon_has_a_state_directory()
    {
        Outcome second = Daemon.StartSecond().EndedWith(1);
        Assert.That(second.Error, Does.StartWith("netkit: ").And.Contain(Daemon.StateDirectory));
        Assert.That(second.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(Daemon.Networks(), Has.Length.EqualTo(3), "the first one does not mind");
    }

    [Test]
    public void A_configuration_is_read_again_and_a_bad_one_kept_out()
    {
        try
        {
            Daemon.WriteConfiguration(Configuration.Replace(
                "\"networks\": [", "\"networks\": [ { \"name\": \"later\", \"subnet\": \"10.82.0.0/24\" },", StringComparison.Ordinal));
            Daemon.Reload();
            Daemon.WaitForLog("Reloaded");
            Eventually.True(() => HasNetwork("later"), Soon, () => Daemon.Log);

            Daemon.WriteConfiguration(Configuration.Replace("10.77.0.0/24", "10.77.0.0/99", StringComparison.Ordinal));
            Daemon.Reload();
            Daemon.WaitForLog("was not reloaded and the old one stays");
            Assert.That(Daemon.Log, Does.Contain($"{Daemon.ConfigurationPath}, line 3, key networks[0].subnet"));
            Assert.That(HasNetwork("later") && HasNetwork("blue"), Is.True);

            Daemon.WriteConfiguration(Configuration.Replace("\"docker\"", "\"dokcer\"", StringComparison.Ordinal));
            Daemon.Reload();
            Daemon.WaitForLog("key dokcer: there is no such key");
        }
        finally
        {
            Daemon.WriteConfiguration(Configuration);
            Daemon.Reload();
        }

        Eventually.True(() => !HasNetwork("later"), Soon, () => Daemon.Log);
    }

    private bool HasNetwork(string name) => Daemon.Networks().Any(one => one.GetProperty("name").GetString() == name);
}
