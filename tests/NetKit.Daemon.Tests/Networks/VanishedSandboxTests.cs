using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>Namespaces that end without anybody telling the daemon.</summary>
public sealed class VanishedSandboxTests
{
    private const string Sandbox = "/run/netns/web";

    [Test]
    public async Task An_endpoint_goes_with_its_namespace_and_frees_name_address_and_port()
    {
        Daemon daemon = await ConnectedAsync();
        Assert.That((await daemon.Manager.PublishAsync("web", [Port(8080)])).Refusal, Is.Null);
        Assert.That(await daemon.Manager.RemoveVanishedAsync(), Is.False, "nothing has happened yet");
        _ = daemon.Fabric.Sandboxes.Remove(Sandbox);
        Assert.That(await daemon.Manager.RemoveVanishedAsync(), Is.True);
        Assert.That(await daemon.Manager.EndpointsAsync(), Is.Empty);
        Assert.That(daemon.Fabric.Running.Single().Attached, Is.Empty);
        Assert.That(daemon.Fabric.Running.Single().Listening, Is.Empty);
        Assert.That((await daemon.Manager.ForwardsAsync()).Single().State, Is.EqualTo("waiting"));

        daemon.Fabric.Sandboxes[Sandbox] = 2;
        Answer<EndpointInfo> again = await daemon.Manager.CreateEndpointAsync(Request("172.17.0.9"));
        Assert.That(again.Value?.Address, Is.EqualTo("172.17.0.9"), again.Refusal?.Sentence);
        Assert.That((await daemon.Manager.ForwardsAsync()).Single().State, Is.EqualTo("listening"));
    }

    [Test]
    public async Task Another_namespace_of_the_same_name_is_not_the_same()
    {
        Daemon daemon = await ConnectedAsync();
        daemon.Fabric.Sandboxes[Sandbox] = 2;
        Assert.That(await daemon.Manager.RemoveVanishedAsync(), Is.True);
        Assert.That(await daemon.Manager.EndpointsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_namespace_is_known_again_after_a_restart()
    {
        Daemon daemon = await ConnectedAsync();
        daemon = await daemon.KillAndStartAsync();
        Assert.That(await daemon.Manager.RemoveVanishedAsync(), Is.False);
        Assert.That(await daemon.Manager.EndpointsAsync(), Has.Count.EqualTo(1));
        _ = daemon.Fabric.Sandboxes.Remove(Sandbox);
        Assert.That(await daemon.Manager.RemoveVanishedAsync(), Is.True);
        Assert.That(daemon.Disk.Paths.Where(static path => path.Contains("/endpoints/")), Is.Empty);
    }

    [Test]
    public async Task An_endpoint_of_dockerd_is_dockerds_to_remove()
    {
        Daemon daemon = await Daemon.StartAsync();
        NetworkRecord network = NetworkManagerTests.Record();
        _ = await daemon.Manager.CreateNetworkAsync(network);
        _ = await daemon.Manager.CreateEndpointAsync(new EndpointRecord
        {
            Id = "1234567890abcdef",
            NetworkId = network.Id,
            Name = "web",
            Origin = Origin.Docker,
            Address = "10.77.0.2",
            Mac = "02:42:0a:4d:00:02",
            Interface = "nk1234567890",
        });
        daemon.Fabric.Sandboxes[Sandbox] = 1;
        Assert.That((await daemon.Manager.JoinAsync(network.Id, "1234567890abcdef", Sandbox)).Refusal, Is.Null);
        _ = daemon.Fabric.Sandboxes.Remove(Sandbox);
        Assert.That(await daemon.Manager.RemoveVanishedAsync(), Is.False);
        Assert.That(await daemon.Manager.EndpointsAsync(), Has.Count.EqualTo(1));
    }

    private static async Task<Daemon> ConnectedAsync()
    {
        Daemon daemon = await Daemon.StartAsync();
        daemon.Fabric.Sandboxes[Sandbox] = 1;
        _ = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue"), Origin.User);
        Answer<EndpointInfo> made = await daemon.Manager.CreateEndpointAsync(Request("172.17.0.9"));
        Assert.That(made.Refusal, Is.Null);
        return daemon;
    }

    private static EndpointRequest Request(string address) => new("blue", "web", Sandbox, "eth0", address, null);

    private static PublishedPort Port(ushort host) => new(PortProtocol.Tcp, null, new PortRange(host, host), 80);
}
