using System;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>The commands that speak to a daemon.</summary>
public sealed class CommandTests : DaemonFixture
{
    [Test]
    public void A_network_is_made_shown_and_removed()
    {
        JsonElement made = Daemon.AskJson("network", "create", "lab", "--subnet", "10.90.0.0/24", "--gateway", "10.90.0.254", "--internal");
        Assert.That(made.GetProperty("gateway").GetString(), Is.EqualTo("10.90.0.254"));
        Assert.That(Daemon.Ask("network", "ls").Succeeded(), Does.Contain("lab").And.Contain("10.90.0.0/24"));
        Assert.That(Daemon.Ask("network", "inspect", "lab").Succeeded(), Does.Contain("10.90.0.254").And.Contain("internal"));
        string id = made.GetProperty("id").GetString()!;
        Assert.That(Daemon.AskJson("network", "inspect", id[..12]).GetProperty("name").GetString(), Is.EqualTo("lab"));
        _ = Daemon.Ask("network", "rm", "lab").Succeeded();
        Assert.That(Daemon.Ask("network", "inspect", "lab").EndedWith(1).Error, Does.StartWith("netkit: There is no network lab"));
    }

    [Test]
    public void A_network_without_a_subnet_gets_a_free_one()
    {
        string first = Daemon.AskJson("network", "create", "first").GetProperty("subnet").GetString()!;
        _ = Host.Ip("link add other type veth peer name another");
        _ = Host.Ip("address add 172.18.0.1/16 dev other");
        _ = Host.Ip("link set other up");
        string second = Daemon.AskJson("network", "create", "second").GetProperty("subnet").GetString()!;
        _ = Host.Ip("link del other");
        Assert.That((first, second), Is.EqualTo(("172.17.0.0/16", "172.19.0.0/16")), "172.18.0.0/16 was the host's own");
        Assert.That(Host.Ip("route show"), Does.Contain(first).And.Contain(second));
        _ = Daemon.Ask("network", "rm", "first", "second").Succeeded();
        Assert.That(Host.Ip("route show"), Does.Not.Contain(first));
    }

    [TestCase(1, "network", "create", "blue")]
    [TestCase(1, "network", "create", "again", "--subnet", "10.77.0.0/16")]
    [TestCase(1, "network", "create", "odd", "--subnet", "10.91.0.0/24", "--gateway", "10.92.0.1")]
    [TestCase(1, "network", "create", "a/b")]
    [TestCase(1, "network", "rm", "nowhere")]
    [TestCase(1, "network", "connect", "nowhere", "/run/netns/none", "--name", "x")]
    [TestCase(1, "network", "connect", "blue", "/run/netns/none", "--name", "x")]
    [TestCase(1, "network", "disconnect", "nobody")]
    [TestCase(2, "network", "connect", "blue", "/run/netns/none")]
    public void What_cannot_be_done_is_one_sentence_and_changes_nothing(int status, params string[] command)
    {
        Outcome netkit = Daemon.Ask(command).EndedWith(status);
        Assert.That(netkit.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), netkit.Error);
        Assert.That(netkit.Error, Does.StartWith("netkit: "));
        Assert.That(Daemon.Networks(), Has.Length.EqualTo(3));
        Assert.That(Daemon.Endpoints(), Is.Empty);
    }

    [Test]
    public void A_network_with_endpoints_is_not_removed()
    {
        using Container web = new(Daemon, "blue", "web");
        Assert.That(Daemon.Ask("network", "rm", "blue").EndedWith(1).Error, Does.Contain("has 1 endpoints"));
        Assert.That(
            Daemon.Ask("network", "connect", "blue", web.Namespace.Path, "--name", "web", "--ifname", "eth9").EndedWith(1).Error,
            Does.Contain("web"));
        _ = Daemon.Ask("network", "disconnect", "web").Succeeded();
    }

    [TestCase("flows", "--watch", "--json")]
    [TestCase("top", "--watch", "--json")]
    public void What_is_watched_can_be_piped_and_ends_when_asked(params string[] command)
    {
        using Container web = new(Daemon, "blue", "web");
        using Server page = new(web.Namespace.Listen("0.0.0.0", 80), static async connection => _ = await connection.ReceiveAsync(new byte[1]));
        _ = Daemon.AskJson("forward", "8080:80", "--to", "web");
        using Socket client = Host.Connect("127.0.0.1", 8080);
        using (RunningCommand watcher = RunningCommand.Start([NetkitBinary.Path, .. command, "--socket", Daemon.Socket]))
        {
            watcher.WaitFor(web.Address, Command.UsualLimit);
            Assert.That(watcher.Output, Does.Not.Contain('\u001b'), "no terminal, no colours");
            watcher.Signal(2);
            Outcome outcome = watcher.Wait(Command.UsualLimit);
            Assert.That(outcome.Error, Is.Empty);
        }

        _ = Daemon.Ask("network", "disconnect", "web").Succeeded();
        _ = Daemon.Ask("forward", "rm", Text(Daemon.Forwards().Single().GetProperty("id").GetInt32())).Succeeded();
    }

    [TestCase("flows")]
    [TestCase("top")]
    public void Whoever_reads_one_line_only_ends_the_watching(string command)
    {
        Outcome outcome = Command.Run("sh", "-c", $"{NetkitBinary.Path} {command} --watch --json --socket {Daemon.Socket} | head -n 1");
        Assert.That(outcome.Error, Is.Empty);
        Assert.That(outcome.Output, Does.StartWith("{"));
    }

    [Test]
    public void Flows_name_their_network_and_endpoint()
    {
        using Container web = new(Daemon, "blue", "web");
        using Server page = new(Lab.Far.Listen("0.0.0.0", 80), static async connection => _ = await connection.ReceiveAsync(new byte[1]));
        using Socket client = web.Namespace.Connect(Lab.FarAddress, 80);
        JsonElement flow = Daemon.Flows().Single();
        Assert.That(flow.GetProperty("network").GetString(), Is.EqualTo("blue"));
        Assert.That(flow.GetProperty("endpoint").GetString(), Is.EqualTo("web"));
        Assert.That(Daemon.Ask("flows").Succeeded(), Does.Contain("blue/web"));
        client.Dispose();
        _ = Daemon.Ask("network", "disconnect", "web").Succeeded();
        Eventually.True(() => Daemon.Flows().Length == 0, Command.UsualLimit, "the flow outlives its endpoint");
    }
}
