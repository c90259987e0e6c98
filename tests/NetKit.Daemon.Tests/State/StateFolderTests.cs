using System;
using System.IO;
using System.Linq;
using System.Text;
using NetKit.Daemon.State;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.State;

/// <summary>What survives a crash after each single step of a change.</summary>
public sealed class StateFolderTests
{
    private static PoolRecord Old => Pool("10.0.0.0/24");

    private static PoolRecord New => Pool("10.0.1.0/24");

    [Test]
    public void A_crash_while_saving_leaves_the_old_object_or_the_new_one(
        [Range(0, 4)] int steps, [Values] bool lost, [Values] bool tears)
    {
        FailingDisk disk = new() { Tears = tears };
        StateStore store = new(disk, "/s");
        store.Pools.Save("a", Old);
        disk.StepsLeft = steps;
        bool acknowledged = TrySave(store, New);
        StateContent content = new StateStore(disk.AfterCrash(lost), "/s").Load();
        Assert.That(content.Complaints, Is.Empty);
        string found = content.Pools.Single().Subnet;
        Assert.That(found, acknowledged ? Is.EqualTo(New.Subnet) : Is.EqualTo(New.Subnet).Or.EqualTo(Old.Subnet));
    }

    [Test]
    public void A_crash_while_saving_something_new_leaves_all_of_it_or_nothing([Range(0, 4)] int steps, [Values] bool lost)
    {
        FailingDisk disk = new() { StepsLeft = steps, Tears = true };
        bool acknowledged = TrySave(new StateStore(disk, "/s"), New);
        FailingDisk after = disk.AfterCrash(lost);
        StateContent content = new StateStore(after, "/s").Load();
        Assert.That(content.Pools, Has.Count.EqualTo(acknowledged ? 1 : 0).Or.Count.EqualTo(1));
        Assert.That(acknowledged && content.Pools.Count == 0, Is.False);
        Assert.That(after.Paths.Where(static path => path.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void A_crash_while_removing_leaves_the_object_or_nothing([Range(0, 2)] int steps, [Values] bool lost)
    {
        FailingDisk disk = new();
        StateStore store = new(disk, "/s");
        store.Pools.Save("a", Old);
        disk.StepsLeft = steps;
        bool acknowledged = Try(() => store.Pools.Remove("a"));
        StateContent content = new StateStore(disk.AfterCrash(lost), "/s").Load();
        Assert.That(content.Pools.Count, acknowledged ? Is.Zero : Is.LessThanOrEqualTo(1));
    }

    [TestCase("", "is no JSON")]
    [TestCase("null", "is empty")]
    [TestCase("{\"schema\":1}", "is no JSON")]
    [TestCase("{\"schema\":99,\"value\":{\"id\":\"x\",\"subnet\":\"10.0.0.0/24\"}}", "its schema 99 is newer than this netkit's 1")]
    public void An_unreadable_file_is_put_aside_with_a_sentence(string text, string reason)
    {
        FailingDisk disk = new();
        disk.WriteThrough("/s/pools/a.json", Encoding.UTF8.GetBytes(text));
        disk.WriteThrough("/s/pools/note.txt", "mine"u8.ToArray());
        StateContent content = new StateStore(disk, "/s").Load();
        Assert.That(content.Pools, Is.Empty);
        Assert.That(content.Complaints.Single(), Does.Contain(reason).And.EndsWith("."));
        Assert.That(disk.Paths, Is.EquivalentTo((string[])["/s/pools/a.json.unreadable", "/s/pools/note.txt"]));
    }

    [Test]
    public void What_is_missing_has_its_default()
    {
        FailingDisk disk = new();
        disk.WriteThrough("/s/networks/a.json", """
            {"schema":1,"value":{"id":"a","name":"a","origin":"User","subnet":"10.0.0.0/24","gateway":"10.0.0.1"}}
            """u8.ToArray());
        NetworkRecord network = new StateStore(disk, "/s").Load().Networks.Single();
        Assert.That((network.Mtu, network.Domain, network.DnsServers.Length), Is.EqualTo((1500, "netkit.internal", 0)));
        Assert.That((network.SubnetV6, network.GatewayV6, network.PoolIdV6), Is.EqualTo(((string?)null, (string?)null, (string?)null)), "from before IPv6");
    }

    [Test]
    public void Files_are_private_on_a_real_disk()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;
        try
        {
            string state = Path.Combine(directory, "state");
            StateStore store = new(new StateDisk(), state);
            _ = store.Load();
            store.Pools.Save("a", Old);
            store.Pools.Save("a", New);
            Assert.That(new StateStore(new StateDisk(), state).Load().Pools.Single().Subnet, Is.EqualTo(New.Subnet));
            Assert.That(
                File.GetUnixFileMode(Path.Combine(state, "pools", "a.json")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(
                File.GetUnixFileMode(state), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            Assert.That(StateLock.TryTake(state, out StateLock? first), Is.Null);
            Assert.That(StateLock.TryTake(state, out _), Does.StartWith("Another netkit daemon uses the state directory"));
            first!.Dispose();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [TestCase("abc", true)]
    [TestCase("3f_2.x-y", true)]
    [TestCase("", false)]
    [TestCase(null, false)]
    [TestCase("../x", false)]
    [TestCase("a/b", false)]
    [TestCase(".hidden", false)]
    [TestCase("a\0b", false)]
    public void An_id_names_nothing_but_a_file_in_its_folder(string? id, bool valid) => Assert.That(StateNames.IsValid(id), Is.EqualTo(valid));

    private static PoolRecord Pool(string subnet) => new() { Id = "netkit-local/" + subnet, Subnet = subnet };

    private static bool TrySave(StateStore store, PoolRecord pool) => Try(() => store.Pools.Save("a", pool));

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
