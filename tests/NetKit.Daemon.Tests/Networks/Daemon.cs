using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Daemon.Events;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Daemon.Tests.State;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>A daemon's inside on a disk in memory, which can be killed and started again.</summary>
internal sealed record Daemon(NetworkManager Manager, FakeFabric Fabric, FailingDisk Disk)
{
    public static Task<Daemon> StartAsync() => StartAsync(new FakeFabric(), new FailingDisk());

    public static async Task<Daemon> StartAsync(FakeFabric fabric, FailingDisk disk)
    {
        StateStore store = new(disk, "/state");
        NetworkManager manager = new(store, fabric, new EventHub(TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);
        _ = await manager.RestoreAsync();
        return new Daemon(manager, fabric, disk);
    }

    /// <summary>What is not on the disk is lost.</summary>
    public Task<Daemon> KillAndStartAsync() => StartAsync(Fabric.AfterKill(), Disk.AfterCrash(lost: true));
}
