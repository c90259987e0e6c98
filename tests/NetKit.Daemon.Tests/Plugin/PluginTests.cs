using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Plugin;

/// <summary>What dockerd may ask for, and what it may not have.</summary>
public sealed class PluginTests
{
    private const string Network = "8504a89fea3e1bd1e2485589211fba7bed56bc0573fb55b49d30b32f30847eb9";
    private const string Endpoint = "794de6adbf834110d5364d8c2e745a02bd557cc2960e0e0b16bff290a7baf5d4";

    [Test]
    public async Task It_introduces_itself()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        JsonNode activated = await server.CallAsync("/Plugin.Activate", null);
        Assert.That(activated.ToJsonString(), Is.EqualTo("""{"Implements":["NetworkDriver","IpamDriver"]}"""));
        Assert.That(
            (await server.CallAsync("/NetworkDriver.GetCapabilities", null)).ToJsonString(),
            Is.EqualTo("""{"Scope":"local","ConnectivityScope":"local"}"""));
        Assert.That(
            (await server.CallAsync("/IpamDriver.GetDefaultAddressSpaces", null)).ToJsonString(),
            Is.EqualTo("""{"LocalDefaultAddressSpace":"netkit-local","GlobalDefaultAddressSpace":"netkit-global"}"""));
    }

    [Test]
    public async Task A_method_that_is_not_there_is_404_as_dockerd_expects()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        Assert.That((await server.PostAsync("/NetworkDriver.GwAllocCheck", "{}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await server.PostAsync("/IpamDriver.Nothing", "{}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("mtu", "9000", true)]
    [TestCase("com.docker.network.driver.mtu", "1400", true)]
    [TestCase("mtu", "abc", false)]
    [TestCase("mtu", "10", false)]
    [TestCase("host-access", "true", true)]
    [TestCase("host-access", "perhaps", false)]
    [TestCase("internal", "true", true)]
    [TestCase("gateway-mode", "isolated", true)]
    [TestCase("gateway-mode", "routed", false)]
    [TestCase("host-interface", "none", true)]
    [TestCase("ipv6", "true", true)]
    [TestCase("ipv6", "false", true)]
    [TestCase("ipv6", "fd00:9::/64", true)]
    [TestCase("ipv6", "fd00:9::/80", false)]
    [TestCase("ipv6", "10.0.0.0/8", false)]
    [TestCase("ipv6", "perhaps", false)]
    [TestCase("com.docker.network.bridge.name", "br7", true)]
    public async Task Options_are_taken_or_refused_with_a_sentence(string name, string value, bool taken)
    {
        await using PluginServer server = await PluginServer.StartAsync();
        JsonNode answer = await CreateAsync(server, new JsonObject { [name] = value });
        Assert.That(answer["Err"] is null, Is.EqualTo(taken), answer.ToJsonString());
        Assert.That(await server.Daemon.Manager.NetworksAsync(), Has.Count.EqualTo(taken ? 1 : 0));
    }

    [Test]
    public async Task An_internal_network_has_no_gateway_and_no_other_way_out()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        _ = await CreateAsync(server, new JsonObject { ["internal"] = "true" });
        _ = await CreateEndpointAsync(server, string.Empty);
        JsonNode joined = await JoinAsync(server);
        Assert.That(joined["Gateway"], Is.Null);
        Assert.That((bool)joined["DisableGatewayService"]!, Is.True);
    }

    [Test]
    public async Task A_mac_is_made_from_the_address_unless_there_is_one()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        _ = await CreateAsync(server, []);
        JsonNode created = await CreateEndpointAsync(server, string.Empty);
        Assert.That(created.ToJsonString(), Is.EqualTo("""{"Interface":{"MacAddress":"02:42:0a:4d:00:02"}}"""));
        _ = await server.CallAsync("/NetworkDriver.DeleteEndpoint", Ids());
        created = await CreateEndpointAsync(server, "02:11:22:33:44:55");
        Assert.That(created.ToJsonString(), Is.EqualTo("""{"Interface":{}}"""));
    }

    [Test]
    public async Task Ports_are_published_where_nobody_named_an_address_on_localhost()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        _ = await CreateAsync(server, []);
        _ = await CreateEndpointAsync(server, string.Empty);
        _ = await JoinAsync(server);
        JsonNode answer = await ProgramAsync(server, 18080);
        Assert.That(answer.ToJsonString(), Is.EqualTo("{}"));
        ForwardInfo forward = (await server.Daemon.Manager.ForwardsAsync()).Single();
        Assert.That($"{forward.Host} {forward.Container} {forward.Origin}", Is.EqualTo("127.0.0.1:18080 10.77.0.2:80 docker"));
        _ = await server.CallAsync("/NetworkDriver.RevokeExternalConnectivity", Ids());
        Assert.That(await server.Daemon.Manager.ForwardsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_busy_port_is_dockers_to_say()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        _ = server.Daemon.Fabric.Busy.Add(18080);
        _ = await CreateAsync(server, []);
        _ = await CreateEndpointAsync(server, string.Empty);
        _ = await JoinAsync(server);
        Assert.That((string?)(await ProgramAsync(server, 18080))["Err"], Is.EqualTo("127.0.0.1:18080 is in use already."));
    }

    [Test]
    public async Task Addresses_are_handed_out_and_taken_back()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        JsonNode pool = await server.CallAsync("/IpamDriver.RequestPool", JsonNode.Parse("""{"Pool":"10.55.0.0/24","SubPool":"10.55.0.128/25"}"""));
        string id = (string)pool["PoolID"]!;
        Assert.That((id, (string)pool["Pool"]!), Is.EqualTo(("netkit-local/10.55.0.0/24", "10.55.0.0/24")));
        JsonNode gateway = await RequestAsync(server, id, string.Empty, new JsonObject { ["RequestAddressType"] = "com.docker.network.gateway" });
        Assert.That((string)gateway["Address"]!, Is.EqualTo("10.55.0.1/24"));
        Assert.That((string)(await RequestAsync(server, id, string.Empty, null))["Address"]!, Is.EqualTo("10.55.0.128/24"));
        Assert.That((string)(await RequestAsync(server, id, "10.55.0.200", null))["Address"]!, Is.EqualTo("10.55.0.200/24"));
        Assert.That((string?)(await RequestAsync(server, id, "10.55.0.200", null))["Error"], Does.StartWith("10.55.0.200 is taken"));
        _ = await server.CallAsync("/IpamDriver.ReleaseAddress", new JsonObject { ["PoolID"] = id, ["Address"] = "10.55.0.200" });
        Assert.That((await RequestAsync(server, id, "10.55.0.200", null))["Error"], Is.Null);
    }

    [Test]
    public async Task IPv6_addresses_are_handed_out_and_taken_back_too()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        JsonNode pool = await server.CallAsync("/IpamDriver.RequestPool", JsonNode.Parse("""{"Pool":"fd00:55::/64","V6":true}"""));
        string id = (string)pool["PoolID"]!;
        Assert.That((id, (string)pool["Pool"]!), Is.EqualTo(("netkit-local/fd00:55::/64", "fd00:55::/64")));
        JsonNode gateway = await RequestAsync(server, id, string.Empty, new JsonObject { ["RequestAddressType"] = "com.docker.network.gateway" });
        Assert.That((string)gateway["Address"]!, Is.EqualTo("fd00:55::1/64"));
        Assert.That((string)(await RequestAsync(server, id, string.Empty, null))["Address"]!, Is.EqualTo("fd00:55::2/64"));
        Assert.That((string)(await RequestAsync(server, id, "fd00:55::77", null))["Address"]!, Is.EqualTo("fd00:55::77/64"));
        Assert.That((string?)(await RequestAsync(server, id, "fd00:55::77", null))["Error"], Does.StartWith("fd00:55::77 is taken"));
        _ = await server.CallAsync("/IpamDriver.ReleaseAddress", new JsonObject { ["PoolID"] = id, ["Address"] = "fd00:55::77" });
        Assert.That((await RequestAsync(server, id, "fd00:55::77", null))["Error"], Is.Null);
        JsonNode free = await server.CallAsync("/IpamDriver.RequestPool", JsonNode.Parse("""{"V6":true}"""));
        Assert.That((string)free["Pool"]!, Does.StartWith("fd").And.EndWith("::/64"));
        foreach (string mixed in (string[])["""{"Pool":"10.9.0.0/24","V6":true}""", """{"Pool":"fd00:9::/64","V6":false}"""])
        {
            Assert.That((await server.CallAsync("/IpamDriver.RequestPool", JsonNode.Parse(mixed)))["Error"], Is.Not.Null, mixed);
        }
    }

    [Test]
    public async Task IPv6_that_docker_knows_nothing_of_is_NetKits_to_give()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        _ = await CreateAsync(server, new JsonObject { ["ipv6"] = "true" });
        NetworkInfo network = (await server.Daemon.Manager.NetworksAsync()).Single();
        Assert.That((await CreateAsync(server, new JsonObject { ["ipv6"] = "true" }))["Err"], Is.Null, "dockerd repeats itself");
        JsonNode created = await CreateEndpointAsync(server, string.Empty);
        _ = IpPrefix.TryParse(network.SubnetV6, out IpPrefix subnet);
        IpAddress made = IpAddress.InterfaceV6(subnet.Address.High, new MacAddress(0x0242_0A4D_0002));
        Assert.That((string?)created["Interface"]!["AddressIPv6"], Is.EqualTo($"{made}/64"));
        Assert.That((await CreateEndpointAsync(server, string.Empty)).ToJsonString(), Is.EqualTo(created.ToJsonString()));
        Assert.That((string?)(await JoinAsync(server))["GatewayIPv6"], Is.EqualTo(network.GatewayV6));
    }

    [TestCase("""{"Pool":"fd00:5::/64","Gateway":"fd00:5:0::1/64"}""", true)]
    [TestCase("""{"Pool":"fd00:5::/64"}""", true)]
    [TestCase("""{"Pool":"fd00:5::/64","Gateway":"fd00:6::1/64"}""", false)]
    [TestCase("""{"Pool":"10.9.0.0/24","Gateway":"10.9.0.1/24"}""", false)]
    [TestCase("""{"Pool":"nonsense"}""", false)]
    public async Task An_IPv6_subnet_of_dockers_is_taken_or_refused_with_a_sentence(string data, bool taken)
    {
        await using PluginServer server = await PluginServer.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            JsonNode answer = await server.CallAsync("/NetworkDriver.CreateNetwork", new JsonObject
            {
                ["NetworkID"] = Network,
                ["Options"] = new JsonObject { ["com.docker.network.enable_ipv6"] = true },
                ["IPv4Data"] = new JsonArray(new JsonObject { ["Pool"] = "10.77.0.0/24", ["Gateway"] = "10.77.0.1/24" }),
                ["IPv6Data"] = new JsonArray(JsonNode.Parse(data)),
            });
            Assert.That(answer["Err"] is null, Is.EqualTo(taken), answer.ToJsonString());
        }

        Assert.That((await server.Daemon.Manager.NetworksAsync()).Select(static one => one.GatewayV6), Is.EqualTo(taken ? ["fd00:5::1"] : (string[])[]));
    }

    [Test]
    public async Task Fifty_containers_at_once_come_and_go()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        _ = await CreateAsync(server, []);
        await Task.WhenAll(Enumerable.Range(2, 50).Select(async number =>
        {
            string id = $"{number:x10}{Endpoint[10..]}";
            JsonNode created = await server.CallAsync("/NetworkDriver.CreateEndpoint", Ids(id, new JsonObject { ["Address"] = $"10.77.0.{number}/24" }));
            Assert.That(created["Err"], Is.Null);
            JsonObject join = Ids(id, null);
            join["SandboxKey"] = $"/run/docker/netns/{number}";
            Assert.That((await server.CallAsync("/NetworkDriver.Join", join))["Err"], Is.Null);
            Assert.That((await server.CallAsync("/NetworkDriver.Leave", Ids(id, null)))["Err"], Is.Null);
            Assert.That((await server.CallAsync("/NetworkDriver.DeleteEndpoint", Ids(id, null)))["Err"], Is.Null);
        }));
        Assert.That(server.Daemon.Fabric.Interfaces, Is.Empty);
        Assert.That(await server.Daemon.Manager.EndpointsAsync(), Is.Empty);
        Assert.That(server.Daemon.Disk.Paths, Has.Count.EqualTo(1));
    }

    private static Task<JsonNode> CreateAsync(PluginServer server, JsonObject options) => server.CallAsync("/NetworkDriver.CreateNetwork", new JsonObject
    {
        ["NetworkID"] = Network,
        ["Options"] = new JsonObject { ["com.docker.network.generic"] = options },
        ["IPv4Data"] = new JsonArray(new JsonObject { ["Pool"] = "10.77.0.0/24", ["Gateway"] = "10.77.0.1/24" }),
        ["IPv6Data"] = new JsonArray(),
    });

    private static Task<JsonNode> CreateEndpointAsync(PluginServer server, string mac) => server.CallAsync(
        "/NetworkDriver.CreateEndpoint", Ids(Endpoint, new JsonObject { ["Address"] = "10.77.0.2/24", ["AddressIPv6"] = "", ["MacAddress"] = mac }));

    private static Task<JsonNode> JoinAsync(PluginServer server)
    {
        JsonObject call = Ids();
        call["SandboxKey"] = "/var/run/docker/netns/ffe15156d8b6";
        return server.CallAsync("/NetworkDriver.Join", call);
    }

    private static Task<JsonNode> ProgramAsync(PluginServer server, int port)
    {
        JsonObject call = Ids();
        call["Options"] = new JsonObject
        {
            ["com.docker.network.portmap"] = new JsonArray(new JsonObject
            {
                ["Proto"] = 6,
                ["IP"] = "",
                ["Port"] = 80,
                ["HostIP"] = "",
                ["HostPort"] = port,
                ["HostPortEnd"] = port,
            }),
        };
        return server.CallAsync("/NetworkDriver.ProgramExternalConnectivity", call);
    }

    private static Task<JsonNode> RequestAsync(PluginServer server, string pool, string address, JsonObject? options) =>
        server.CallAsync("/IpamDriver.RequestAddress", new JsonObject { ["PoolID"] = pool, ["Address"] = address, ["Options"] = options });

    private static JsonObject Ids() => Ids(Endpoint, null);

    private static JsonObject Ids(string endpoint, JsonObject? interfaceData) => new()
    {
        ["NetworkID"] = Network,
        ["EndpointID"] = endpoint,
        ["Interface"] = interfaceData,
    };
}
