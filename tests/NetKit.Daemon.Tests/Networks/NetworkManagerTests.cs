using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>Networks, endpoints and ports, through kills at every moment.</summary>
public sealed class NetworkManagerTests
{
    private const string Network = "aaaabbbbccccddddeeeeffff00001111";
    private const string Endpoint = "1234567890abcdef";
    private const string Interface = "nk1234567890";
    private const string Mac = "02:42:0a:4d:00:02";
    private const string Sandbox = "/run/docker/netns/1";

    [Test]
    public async Task A_network_of_a_person_gets_subnet_and_gateway()
    {
        Daemon daemon = await Daemon.StartAsync();
        Answer<NetworkInfo> made = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue"), Origin.User);
        Assert.That((made.Value!.Subnet, made.Value.Gateway, made.Value.State), Is.EqualTo(("172.17.0.0/16", "172.17.0.1", "running")));
        made = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue"), Origin.User);
        Assert.That(made.Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
        made = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("red"), Origin.User);
        Assert.That(made.Value!.Subnet, Is.EqualTo("172.18.0.0/16"));
        Assert.That(daemon.Fabric.Running[0].Closed.Single().ToString(), Is.EqualTo("172.18.0.0/16"));
    }

    [Test]
    public async Task A_network_of_a_person_gets_IPv6_where_it_is_asked_for()
    {
        Daemon daemon = await Daemon.StartAsync();
        _ = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("plain"), Origin.User);
        NetworkInfo free = (await daemon.Manager.CreateNetworkAsync(new NetworkRequest("free", Ipv6: true), Origin.User)).Value!;
        NetworkInfo named = (await daemon.Manager.CreateNetworkAsync(new NetworkRequest("named", SubnetV6: "fd00:5::/64"), Origin.User)).Value!;
        Assert.That((named.SubnetV6, named.GatewayV6), Is.EqualTo(("fd00:5::/64", "fd00:5::1")));
        Assert.That(free.SubnetV6, Does.StartWith("fd"));
        string[] closed = [.. daemon.Fabric.Running[0].Closed.Select(static one => one.ToString())];
        Assert.That(closed, Is.EquivalentTo((string?[])[free.Subnet, free.SubnetV6, named.Subnet, named.SubnetV6]));
        EndpointInfo one = (await daemon.Manager.CreateEndpointAsync(new EndpointRequest("named", "one", Sandbox))).Value!;
        EndpointInfo two = (await daemon.Manager.CreateEndpointAsync(new EndpointRequest("named", "two", Sandbox, AddressV6: "fd00:5::77"))).Value!;
        Assert.That((one.AddressV6, two.AddressV6, two.GatewayV6, two.SubnetV6), Is.EqualTo(("fd00:5::2", "fd00:5::77", "fd00:5::1", "fd00:5::/64")));
        Assert.That(await daemon.Manager.RemoveEndpointAsync("fd00:5:0::77"), Is.Null, "by its address");
        daemon = await daemon.KillAndStartAsync();
        Assert.That((await daemon.Manager.EndpointsAsync()).Single().AddressV6, Is.EqualTo("fd00:5::2"));
        Assert.That((await daemon.Manager.NetworkAsync("free")).Value!.SubnetV6, Is.EqualTo(free.SubnetV6));
        two = (await daemon.Manager.CreateEndpointAsync(new EndpointRequest("named", "two", Sandbox, AddressV6: "fd00:5::77"))).Value!;
        Assert.That(two.AddressV6, Is.EqualTo("fd00:5::77"), "what was given back can be had again");
    }

    [TestCase("nonsense", null, 1500, RefusalKind.Invalid)]
    [TestCase("10.9.0.0/24", null, 1500, RefusalKind.Invalid)]
    [TestCase("ff02::/64", null, 1500, RefusalKind.Invalid)]
    [TestCase("fe80::/64", null, 1500, RefusalKind.Invalid)]
    [TestCase("fd00:5::/127", null, 1500, RefusalKind.Invalid)]
    [TestCase("fd00:5::/64", "fd00:6::1", 1500, RefusalKind.Invalid)]
    [TestCase("fd00:5::/64", "nonsense", 1500, RefusalKind.Invalid)]
    [TestCase(null, "fd00:6::1", 1500, RefusalKind.Invalid)]
    [TestCase("fd00:5::/64", null, 1279, RefusalKind.Invalid)]
    [TestCase("fd00:4::/48", null, 1500, RefusalKind.Conflict)]
    public async Task A_network_whose_IPv6_makes_no_sense_leaves_nothing(string? subnet, string? gateway, int mtu, RefusalKind kind)
    {
        Daemon daemon = await Daemon.StartAsync();
        _ = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("first", SubnetV6: "fd00:4::/64"), Origin.User);
        string[] before = [.. daemon.Disk.Paths];
        NetworkRequest request = new("x", Mtu: mtu, Ipv6: true, SubnetV6: subnet, GatewayV6: gateway);
        Answer<NetworkInfo> made = await daemon.Manager.CreateNetworkAsync(request, Origin.User);
        Assert.That(made.Refusal!.Kind, Is.EqualTo(kind));
        Assert.That(made.Refusal.Sentence, Does.EndWith("."));
        Assert.That(daemon.Disk.Paths, Is.EquivalentTo(before));
    }

    [TestCase("plain", "fd00:5::2")]
    [TestCase("six", "fd00:6::2")]
    [TestCase("six", "fd00:5::1")]
    [TestCase("six", "nonsense")]
    public async Task An_endpoint_that_cannot_have_its_IPv6_address_leaves_nothing(string network, string address)
    {
        Daemon daemon = await Daemon.StartAsync();
        _ = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("plain", "10.9.0.0/24"), Origin.User);
        _ = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("six", "10.10.0.0/24", SubnetV6: "fd00:5::/64"), Origin.User);
        Answer<EndpointInfo> made = await daemon.Manager.CreateEndpointAsync(new EndpointRequest(network, "one", Sandbox, AddressV6: address));
        Assert.That(made.Refusal, Is.Not.Null);
        made = await daemon.Manager.CreateEndpointAsync(new EndpointRequest(network, "one", Sandbox, Address: network == "six" ? "10.10.0.2" : "10.9.0.2"));
        Assert.That(made.Refusal, Is.Null, "the IPv4 address was given back");
    }

    [Test]
    public async Task A_subnet_that_the_host_has_a_route_to_is_passed_over()
    {
        FakeFabric fabric = new() { Route = NetKit.Netstack.Wire.IpPrefix.TryParse("172.17.0.0/24", out var route) ? route : null };
        Daemon daemon = await Daemon.StartAsync(fabric, new State.FailingDisk());
        Answer<NetworkInfo> made = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue"), Origin.User);
        Assert.That(made.Value!.Subnet, Is.EqualTo("172.18.0.0/16"));
    }

    [TestCase("", null, null, 1500)]
    [TestCase("a/b", null, null, 1500)]
    [TestCase("x", "nonsense", null, 1500)]
    [TestCase("x", "fd00::/64", null, 1500)]
    [TestCase("x", "10.0.0.0/31", null, 1500)]
    [TestCase("x", "10.0.0.0/24", "10.0.1.1", 1500)]
    [TestCase("x", "10.0.0.0/24", "nonsense", 1500)]
    [TestCase("x", "10.0.0.0/24", null, 100)]
    public async Task A_network_that_makes_no_sense_leaves_nothing(string name, string? subnet, string? gateway, int mtu)
    {
        Daemon daemon = await Daemon.StartAsync();
        Answer<NetworkInfo> made = await daemon.Manager.CreateNetworkAsync(new NetworkRequest(name, subnet, gateway, mtu), Origin.User);
        Assert.That(made.Refusal!.Kind, Is.EqualTo(RefusalKind.Invalid));
        Assert.That(made.Refusal.Sentence, Does.EndWith("."));
        Assert.That(daemon.Disk.Paths, Is.Empty);
        Assert.That(daemon.Fabric.Running, Is.Empty);
    }

    [Test]
    public async Task Everything_comes_back_after_a_kill()
    {
        Daemon daemon = await JoinedAsync();
        _ = await daemon.Manager.PublishAsync("1234567890ab", [Port(8080, 80)]);
        daemon.Fabric.Move(Interface, Mac);
        daemon = await daemon.KillAndStartAsync();
        Assert.That((await daemon.Manager.NetworksAsync()).Single().Subnet, Is.EqualTo("10.77.0.0/24"));
        Assert.That((await daemon.Manager.EndpointsAsync()).Single().State, Is.EqualTo("attached"));
        ForwardInfo forward = (await daemon.Manager.ForwardsAsync()).Single();
        Assert.That((forward.State, forward.Host.Port), Is.EqualTo(("listening", 8080)));
        Assert.That(daemon.Fabric.Running.Single().Listening.Single().Port, Is.EqualTo(8080));
    }

    [Test]
    public async Task An_endpoint_without_interface_is_dropped_and_dockers_ports_with_it()
    {
        Daemon daemon = await JoinedAsync();
        Assert.That(await daemon.Manager.PublishForDockerAsync(Network, Endpoint, [Port(8080, 80)]), Is.Null);
        daemon.Fabric.Interfaces.Clear();
        daemon = await daemon.KillAndStartAsync();
        Assert.That(await daemon.Manager.EndpointsAsync(), Is.Empty);
        Assert.That(await daemon.Manager.ForwardsAsync(), Is.Empty);
        Assert.That(await daemon.Manager.LeaveAsync(Network, Endpoint), Is.Null, "dockerd takes leave all the same");
        Assert.That(await daemon.Manager.RemoveEndpointAsync(Network, Endpoint), Is.Null);
    }

    [Test]
    public async Task An_endpoint_that_dockerd_has_left_is_not_kept_over_a_restart()
    {
        Daemon daemon = await JoinedAsync();
        Assert.That(await daemon.Manager.LeaveAsync(Network, Endpoint), Is.Null);
        daemon = await daemon.KillAndStartAsync();
        Assert.That(await daemon.Manager.EndpointsAsync(), Is.Empty);
        Assert.That(daemon.Fabric.Interfaces, Is.Empty);
        Assert.That(await daemon.Manager.RemoveEndpointAsync(Network, Endpoint), Is.Null);
    }

    [Test]
    public async Task Interfaces_that_nobody_knows_are_swept()
    {
        Daemon daemon = await JoinedAsync();
        _ = daemon.Fabric.Interfaces.Add("nk0000000000");
        daemon = await daemon.KillAndStartAsync();
        Assert.That(daemon.Fabric.Interfaces, Is.EqualTo((string[])[Interface]));
    }

    [Test]
    public async Task A_kill_after_any_step_of_any_call_loses_nothing_that_was_acknowledged([Range(0, 40)] int steps, [Values] bool lost)
    {
        State.FailingDisk disk = new() { StepsLeft = steps, Tears = true };
        FakeFabric fabric = new() { IsDead = () => disk.StepsLeft == 0 };
        Daemon daemon = await Daemon.StartAsync(fabric, disk);
        bool network = (await daemon.Manager.CreateNetworkAsync(Record())).Refusal is null;
        bool endpoint = (await daemon.Manager.CreateEndpointAsync(EndpointOf(Endpoint, "10.77.0.2"))).Refusal is null;
        bool joined = (await daemon.Manager.JoinAsync(Network, Endpoint, Sandbox)).Refusal is null;
        bool published = await daemon.Manager.PublishForDockerAsync(Network, Endpoint, [Port(8080, 80)]) is null;
        bool unpublished = published && await daemon.Manager.UnpublishForDockerAsync(Network, Endpoint) && disk.StepsLeft != 0;
        bool removed = joined && await daemon.Manager.RemoveEndpointAsync(Network, Endpoint) is null;

        daemon = await Daemon.StartAsync(fabric.AfterKill(), disk.AfterCrash(lost));
        Assert.That(await daemon.Manager.NetworksAsync(), network ? Has.Count.EqualTo(1) : Has.Count.LessThan(2));
        IReadOnlyList<EndpointInfo> endpoints = await daemon.Manager.EndpointsAsync();
        Assert.That(endpoints, removed ? Is.Empty : endpoint && !joined ? Has.Count.EqualTo(1) : Has.Count.LessThan(2));
        Assert.That(endpoints, Is.All.Matches<EndpointInfo>(one => one!.State == "attached" || !joined));
        Assert.That(await daemon.Manager.ForwardsAsync(), unpublished || removed ? Is.Empty : Has.Count.LessThan(2));
        Assert.That(daemon.Fabric.Interfaces, Is.SubsetOf(endpoints.Select(static _ => Interface)), "nothing leaks");
    }

    [Test]
    public async Task Every_call_can_come_again()
    {
        Daemon daemon = await JoinedAsync();
        Assert.That((await daemon.Manager.CreateNetworkAsync(Record())).Refusal, Is.Null);
        Assert.That((await daemon.Manager.CreateEndpointAsync(EndpointOf(Endpoint, "10.77.0.2"))).Refusal, Is.Null);
        Assert.That((await daemon.Manager.JoinAsync(Network, Endpoint, Sandbox)).Refusal, Is.Null);
        Assert.That(await daemon.Manager.PublishForDockerAsync(Network, Endpoint, [Port(8080, 80)]), Is.Null);
        Assert.That(await daemon.Manager.PublishForDockerAsync(Network, Endpoint, [Port(8080, 80)]), Is.Null);
        Assert.That(await daemon.Manager.ForwardsAsync(), Has.Count.EqualTo(1));
        Assert.That(await daemon.Manager.RemoveEndpointAsync(Network, Endpoint), Is.Null);
        Assert.That(await daemon.Manager.RemoveEndpointAsync(Network, Endpoint), Is.Null);
        Assert.That(daemon.Fabric.Interfaces, Is.Empty);
    }

    [Test]
    public async Task A_disk_that_cannot_be_written_refuses_and_changes_nothing()
    {
        Daemon daemon = await JoinedAsync();
        daemon.Disk.StepsLeft = 0;
        Assert.That(await daemon.Manager.RemoveEndpointAsync(Network, Endpoint), Has.Property("Kind").EqualTo(RefusalKind.Failed));
        Assert.That(await daemon.Manager.PublishForDockerAsync(Network, Endpoint, [Port(8080, 80)]), Has.Property("Kind").EqualTo(RefusalKind.Failed));
        Assert.That(daemon.Fabric.Running.Single().Listening, Is.Empty);
        Assert.That((await daemon.Manager.EndpointsAsync()).Single().State, Is.EqualTo("attached"));
    }

    [Test]
    public async Task A_persons_port_waits_for_the_next_endpoint_of_the_name()
    {
        const string Next = "fedcba0987654321";
        Daemon daemon = await JoinedAsync();
        Assert.That(await daemon.Manager.RenameAsync(Endpoint, "web", []), Is.True);
        Assert.That((await daemon.Manager.PublishAsync("web", [Port(9090, 80)])).Refusal, Is.Null);
        _ = await daemon.Manager.LeaveAsync(Network, Endpoint);
        _ = await daemon.Manager.RemoveEndpointAsync(Network, Endpoint);
        Assert.That((await daemon.Manager.ForwardsAsync()).Single().State, Is.EqualTo("waiting"));
        _ = await daemon.Manager.CreateEndpointAsync(EndpointOf(Next, "10.77.0.3"));
        _ = await daemon.Manager.JoinAsync(Network, Next, Sandbox);
        Assert.That(await daemon.Manager.RenameAsync(Next, "web", []), Is.True);
        ForwardInfo forward = (await daemon.Manager.ForwardsAsync()).Single();
        Assert.That((forward.State, forward.Container.ToString()), Is.EqualTo(("listening", "10.77.0.3:80")));
    }

    [Test]
    public async Task A_busy_port_after_a_restart_is_said_and_kept()
    {
        Daemon daemon = await JoinedAsync();
        Assert.That((await daemon.Manager.PublishAsync(null, [Port(8080, 80)])).Refusal, Is.Null);
        _ = daemon.Fabric.Busy.Add(8080);
        daemon = await daemon.KillAndStartAsync();
        ForwardInfo forward = (await daemon.Manager.ForwardsAsync()).Single();
        Assert.That((forward.State, forward.Problem), Is.EqualTo(("failed", "127.0.0.1:8080 is in use already.")));
        Assert.That(await daemon.Manager.UnpublishAsync(forward.Id), Is.Null);
    }

    [Test]
    public async Task An_endpoint_is_found_by_name_address_and_id()
    {
        Daemon daemon = await JoinedAsync();
        _ = await daemon.Manager.RenameAsync(Endpoint, "web", ["www"]);
        foreach (string text in (string[])["web", "www", "10.77.0.2", "12345678", "aaaabbbbcccc/web"])
        {
            Assert.That((await daemon.Manager.PublishAsync(text, [Port(0, 80)])).Refusal, Is.Null, text);
        }

        Assert.That((await daemon.Manager.PublishAsync("db", [Port(0, 80)])).Refusal!.Kind, Is.EqualTo(RefusalKind.NotFound));
    }

    [Test]
    public async Task A_network_with_endpoints_stays()
    {
        Daemon daemon = await JoinedAsync();
        Assert.That(await daemon.Manager.RemoveNetworkAsync(Network, force: false), Has.Property("Kind").EqualTo(RefusalKind.Conflict));
        Assert.That(await daemon.Manager.RemoveNetworkAsync(Network, force: true), Is.Null);
        Assert.That(daemon.Fabric.Interfaces, Is.Empty);
        Assert.That(daemon.Disk.Paths, Is.Empty);
    }

    internal static NetworkRecord Record() => new()
    {
        Id = Network,
        Name = "aaaabbbbcccc",
        Origin = Origin.Docker,
        Subnet = "10.77.0.0/24",
        Gateway = "10.77.0.1",
    };

    private static EndpointRecord EndpointOf(string id, string address) => new()
    {
        Id = id,
        NetworkId = Network,
        Name = id[..12],
        Origin = Origin.Docker,
        Address = address,
        Mac = address == "10.77.0.2" ? Mac : "02:42:0a:4d:00:03",
        Interface = "nk" + id[..10],
    };

    private static async Task<Daemon> JoinedAsync()
    {
        Daemon daemon = await Daemon.StartAsync();
        Assert.That((await daemon.Manager.CreateNetworkAsync(Record())).Refusal, Is.Null);
        Assert.That((await daemon.Manager.CreateEndpointAsync(EndpointOf(Endpoint, "10.77.0.2"))).Refusal, Is.Null);
        Assert.That((await daemon.Manager.JoinAsync(Network, Endpoint, Sandbox)).Refusal, Is.Null);
        return daemon;
    }

    private static PublishedPort Port(ushort host, ushort container) =>
        new(PortProtocol.Tcp, null, host == 0 ? PortRange.Any : new PortRange(host, host), container);
}
