using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Names inside a network, as docker's own resolver has them.</summary>
[Requires("dig")]
public sealed class NameTests : DaemonFixture
{
    private Container Web => ContainerOf("blue/web");

    private Container Client => ContainerOf("blue/client");

    private Container Red => ContainerOf("red/web");

    protected override void BeforeTests()
    {
        Connect("blue", "web", "--alias", "www", "--alias", "shop", "--address", "10.77.0.80");
        Connect("blue", "client");
        Connect("red", "web");
    }

    [TestCase("web")]
    [TestCase("WEB")]
    [TestCase("web.netkit.internal")]
    [TestCase("www")]
    [TestCase("shop")]
    [TestCase("shop.netkit.internal")]
    public void A_container_is_found_by_name_and_alias(string name) => Assert.That(Client.Dig(name), Is.EqualTo("10.77.0.80"));

    [Test]
    public void An_address_is_found_by_its_name()
    {
        Assert.That(Client.Dig("-x", "10.77.0.80"), Is.EqualTo("web.netkit.internal."));
        Assert.That(Client.Dig("-x", Client.Address), Is.EqualTo("client.netkit.internal."));
    }

    [Test]
    public void A_name_has_no_other_family_but_exists()
    {
        string answer = Client.Run("dig", "+tries=1", $"@{Client.Gateway}", "web", "AAAA").Succeeded();
        Assert.That(answer, Does.Contain("status: NOERROR").And.Contain("ANSWER: 0"));
    }

    [Test]
    public void Networks_have_their_own_names()
    {
        Assert.That(Red.Dig("web"), Is.EqualTo(Red.Address));
        Assert.That(Red.Dig("client.netkit.internal"), Is.Empty);
        Assert.That(Red.Dig("shop.netkit.internal"), Is.Empty);
    }

    [TestCase("host.docker.internal")]
    [TestCase("gateway.docker.internal")]
    [TestCase("host.netkit.internal")]
    public void The_host_has_its_names(string name) => Assert.That(Client.Dig(name), Is.EqualTo(BlueGateway));

    [Test]
    public void Names_go_with_their_container_and_come_back_with_another()
    {
        using Container first = new(Daemon, "blue", "fleeting", "--alias", "butterfly");
        Assert.That(Client.Dig("butterfly"), Is.EqualTo(first.Address));
        _ = Daemon.Ask("network", "disconnect", "fleeting").Succeeded();
        Assert.That(Client.Dig("fleeting.netkit.internal"), Is.Empty);
        Assert.That(Client.Dig("butterfly.netkit.internal"), Is.Empty);

        using Container second = new(Daemon, "blue", "fleeting", "--address", "10.77.0.99");
        Assert.That(Client.Dig("fleeting"), Is.EqualTo("10.77.0.99"));
        _ = Daemon.Ask("network", "disconnect", "fleeting").Succeeded();
    }
}
