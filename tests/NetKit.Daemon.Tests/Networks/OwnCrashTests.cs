using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Daemon.Tests.State;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>Networks and endpoints of NetKit's own, through kills at every step.</summary>
public sealed class OwnCrashTests
{
    private const string Sandbox = "/run/netns/web";

    [Test]
    public async Task A_kill_after_any_step_loses_nothing_acknowledged_and_keeps_nothing_else([Range(0, 60)] int steps, [Values] bool lost)
    {
        FailingDisk disk = new() { StepsLeft = steps, Tears = true };
        FakeFabric fabric = new() { IsDead = () => disk.StepsLeft == 0 };
        fabric.Sandboxes[Sandbox] = 1;
        Daemon daemon = await Daemon.StartAsync(fabric, disk);
        bool network = (await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue", "10.7.0.0/24"), Origin.User)).Refusal is null;
        bool endpoint = network && (await daemon.Manager.CreateEndpointAsync(Request())).Refusal is null;
        bool removed = endpoint && await daemon.Manager.RemoveEndpointAsync("web") is null;
        bool over = removed && await daemon.Manager.RemoveNetworkAsync("blue", force: false) is null;

        daemon = await Daemon.StartAsync(fabric.AfterKill(), disk.AfterCrash(lost));
        IReadOnlyList<EndpointInfo> endpoints = await daemon.Manager.EndpointsAsync();
        int networks = (await daemon.Manager.NetworksAsync()).Count;
        Assert.That(networks, over ? Is.Zero : network && !removed ? Is.EqualTo(1) : Is.LessThan(2));
        Assert.That(endpoints, removed ? Is.Empty : Has.Count.LessThan(2));
        Assert.That(endpoints.Count, endpoint && disk.StepsLeft != 0 && !removed ? Is.EqualTo(1) : Is.LessThan(2));
        Assert.That(daemon.Fabric.Moved, Has.Count.EqualTo(endpoints.Count), "an interface is in the namespace just when there is an endpoint");

        // Whatever was interrupted can be done again, with the same names and addresses.
        if (networks == 0)
        {
            Answer<NetworkInfo> again = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue", "10.7.0.0/24"), Origin.User);
            Assert.That(again.Refusal?.Sentence, Is.Null);
        }

        if (endpoints.Count == 0)
        {
            Assert.That((await daemon.Manager.CreateEndpointAsync(Request())).Refusal?.Sentence, Is.Null);
        }

        Assert.That(await daemon.Manager.RemoveEndpointAsync("web"), Is.Null);
        Assert.That(await daemon.Manager.RemoveNetworkAsync("blue", force: false), Is.Null);
        Assert.That(daemon.Disk.Paths, Is.Empty);
        Assert.That(daemon.Fabric.Moved, Is.Empty);
    }

    private static EndpointRequest Request() => new("blue", "web", Sandbox, "eth0", "10.7.0.9", null);
}
