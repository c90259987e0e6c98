using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Daemon.Tests.State;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>Unix sockets as published ports: on record, over restarts, and their files.</summary>
public sealed class SocketForwardTests
{
    private const string Sandbox = "/run/netns/web";
    private const string Path = "/run/web.sock";

    private static PublishedPort Socket => new(PortProtocol.Tcp, null, PortRange.Any, 80) { HostPath = Path };

    private static PublishedPort GatewayPort =>
        new(PortProtocol.Tcp, null, PortRange.Any, 2375) { HostPath = "/run/docker.sock", Direction = ForwardDirection.Out };

    [Test]
    public async Task Both_directions_come_back_after_a_kill()
    {
        Daemon daemon = await StartAsync(new FakeFabric(), new FailingDisk());
        Answer<IReadOnlyList<ForwardInfo>> made = await daemon.Manager.PublishAsync("web", [Socket, GatewayPort, Plain(8080)]);
        Assert.That(made.Refusal?.Sentence, Is.Null);
        Assert.That(made.Value!.Select(static one => one.Host.ToString()), Is.EqualTo((string[])["unix:/run/web.sock", "unix:/run/docker.sock", "127.0.0.1:8080"]));
        Assert.That(made.Value!.Select(static one => one.Container.ToString()), Is.EqualTo((string[])["10.7.0.9:80", "10.7.0.1:2375", "10.7.0.9:80"]));
        Assert.That(
            made.Value!.Select(static one => one.Direction),
            Is.EqualTo((ForwardDirection[])[ForwardDirection.In, ForwardDirection.Out, ForwardDirection.In]));

        daemon = await daemon.KillAndStartAsync();
        IReadOnlyList<ForwardInfo> later = await daemon.Manager.ForwardsAsync();
        Assert.That(later, Has.All.Property("State").EqualTo("listening"));
        Assert.That(later, Is.EquivalentTo(made.Value!));
        Assert.That(daemon.Fabric.Running.Single().ListensOn(Path), Is.True);
    }

    [Test]
    public async Task One_that_cannot_be_made_leaves_no_record_and_none_of_the_others()
    {
        Daemon daemon = await StartAsync(new FakeFabric(), new FailingDisk());
        Assert.That((await daemon.Manager.PublishAsync("web", [Socket])).Refusal, Is.Null);
        PublishedPort other = Socket with { HostPath = "/run/other.sock" };
        Refusal? refused = (await daemon.Manager.PublishAsync("web", [other, Plain(8080), Socket])).Refusal;
        Assert.That(refused!.Kind, Is.EqualTo(RefusalKind.Conflict));
        Assert.That((await daemon.Manager.ForwardsAsync()).Single().Host.Path, Is.EqualTo(Path));
        Assert.That(daemon.Fabric.Sockets, Is.EqualTo((string[])[Path]));
        daemon = await daemon.KillAndStartAsync();
        Assert.That((await daemon.Manager.ForwardsAsync()).Single().State, Is.EqualTo("listening"));
    }

    [Test]
    public async Task A_kill_after_any_step_leaves_no_file_that_nobody_listens_on([Range(0, 40)] int steps, [Values] bool lost)
    {
        FailingDisk disk = new() { StepsLeft = steps, Tears = true };
        FakeFabric fabric = new() { IsDead = () => disk.StepsLeft == 0 };
        Daemon daemon = await StartAsync(fabric, disk);
        Answer<IReadOnlyList<ForwardInfo>> made = await daemon.Manager.PublishAsync("web", [Socket, Plain(8080)]);
        bool removed = made.Value is { } two && await daemon.Manager.UnpublishAsync(two[0].Id) is null;

        daemon = await Daemon.StartAsync(fabric.AfterKill(), disk.AfterCrash(lost));
        ForwardInfo[] sockets = [.. (await daemon.Manager.ForwardsAsync()).Where(static one => one.Host.Path is not null)];
        Assert.That(sockets, removed ? Is.Empty : made.Value is not null && disk.StepsLeft != 0 ? Has.Length.EqualTo(1) : Has.Length.LessThan(2));
        Assert.That(daemon.Fabric.Sockets, Is.EquivalentTo(sockets.Where(static one => one.State == "listening").Select(static one => one.Host.Path)));
    }

    [Test]
    public async Task A_socket_whose_container_went_while_nobody_looked_has_no_file()
    {
        Daemon daemon = await StartAsync(new FakeFabric(), new FailingDisk());
        Assert.That((await daemon.Manager.PublishAsync("web", [Socket])).Refusal, Is.Null);
        daemon.Fabric.Moved.Clear();
        daemon = await daemon.KillAndStartAsync();
        Assert.That((await daemon.Manager.ForwardsAsync()).Single().State, Is.EqualTo("waiting"));
        Assert.That(daemon.Fabric.Sockets, Is.Empty);
    }

    private static PublishedPort Plain(ushort port) => new(PortProtocol.Tcp, null, new PortRange(port, port), 80);

    /// <summary>With a network and an endpoint, as far as the disk lets it.</summary>
    private static async Task<Daemon> StartAsync(FakeFabric fabric, FailingDisk disk)
    {
        fabric.Sandboxes[Sandbox] = 1;
        Daemon daemon = await Daemon.StartAsync(fabric, disk);
        _ = await daemon.Manager.CreateNetworkAsync(new NetworkRequest("blue", "10.7.0.0/24"), Origin.User);
        _ = await daemon.Manager.CreateEndpointAsync(new EndpointRequest("blue", "web", Sandbox, "eth0", "10.7.0.9", null));
        return daemon;
    }
}
