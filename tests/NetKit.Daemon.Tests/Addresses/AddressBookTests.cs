using System;
using System.Collections.Generic;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Daemon.Tests.State;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Addresses;

/// <summary>Pools, kept on the disk.</summary>
public sealed class AddressBookTests
{
    [Test]
    public void What_was_handed_out_is_out_after_a_restart()
    {
        FailingDisk disk = new();
        AddressBook book = Book(disk);
        string pool = book.RequestPool(Prefix("10.5.0.0/24"), null).Value!.Id;
        Assert.That(book.RequestAddress(pool, null, gateway: true).Value!.Address, Is.EqualTo("10.5.0.1"));
        AddressBook again = Book(disk.AfterCrash(lost: true));
        Assert.That(again.RequestAddress(pool, null, gateway: false).Value!.Address, Is.EqualTo("10.5.0.2"));
        Assert.That(again.PoolOf(Prefix("10.5.0.0/24")), Is.EqualTo(pool));
    }

    [Test]
    public void Pools_do_not_overlap()
    {
        AddressBook book = Book(new FailingDisk());
        string pool = book.RequestPool(Prefix("10.5.0.0/16"), null).Value!.Id;
        Assert.That(book.RequestPool(Prefix("10.5.9.0/24"), null).Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
        Assert.That(book.RequestPool(Prefix("10.5.0.0/16"), null).Value!.Id, Is.EqualTo(pool), "the first answer got lost");
        _ = book.RequestAddress(pool, null, gateway: true);
        Assert.That(book.RequestPool(Prefix("10.5.0.0/16"), null).Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
        Assert.That(book.ReleasePool(pool), Is.Null);
        Assert.That(book.RequestPool(Prefix("10.5.9.0/24"), null).Refusal, Is.Null);
    }

    [Test]
    public void IPv6_pools_are_random_unique_local_ones_and_kept()
    {
        FailingDisk disk = new();
        AddressBook book = Book(disk);
        AddressPool one = book.RequestPool(null, null, isV6: true).Value!;
        AddressPool two = book.RequestPool(null, null, isV6: true).Value!;
        Assert.That((one.Subnet.Length, one.Subnet.Address.High >> 56, one.Subnet.Address.High & 0xFFFF), Is.EqualTo((64, 0xFDUL, 0UL)));
        Assert.That(two.Subnet, Is.Not.EqualTo(one.Subnet));
        Assert.That(book.RequestAddress(one.Id, null, gateway: true).Value!.Address, Is.EqualTo(one.Subnet.At(1).ToString()));
        Assert.That(disk.Paths, Has.None.Contains(":"));
        AddressBook again = Book(disk.AfterCrash(lost: true));
        Assert.That(again.PoolOf(one.Subnet), Is.EqualTo(one.Id));
        Assert.That(again.RequestPool(one.Subnet, null).Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
    }

    [Test]
    public void An_address_that_is_not_on_the_disk_is_not_given()
    {
        FailingDisk disk = new();
        AddressBook book = Book(disk);
        string pool = book.RequestPool(Prefix("10.5.0.0/24"), null).Value!.Id;
        disk.StepsLeft = 1;
        Assert.That(book.RequestAddress(pool, null, gateway: false).Refusal!.Kind, Is.EqualTo(RefusalKind.Failed));
        disk.StepsLeft = -1;
        Assert.That(book.RequestAddress(pool, Parse("10.5.0.1"), gateway: false).Refusal, Is.Null);
    }

    [Test]
    public void What_nobody_used_is_given_back_after_its_time()
    {
        AddressBook book = Book(new FailingDisk());
        string pool = book.RequestPool(Prefix("10.5.0.0/24"), null).Value!.Id;
        _ = book.RequestAddress(pool, null, gateway: true);
        _ = book.RequestAddress(pool, null, gateway: false);
        _ = book.RequestAddress(pool, null, gateway: false);
        HashSet<string> used = ["10.5.0.2"];
        Assert.That(book.GiveBackForgotten(pool, used, TimeSpan.FromMinutes(1)), Is.Empty, "it may be on its way");
        Assert.That(book.GiveBackForgotten(pool, used, TimeSpan.FromMinutes(-1)), Is.EqualTo((string[])["10.5.0.3"]));
    }

    [Test]
    public void Giving_back_twice_is_no_mistake()
    {
        AddressBook book = Book(new FailingDisk());
        Assert.That(book.ReleasePool("netkit-local/10.9.0.0/24"), Is.Null);
        Assert.That(book.ReleaseAddress("netkit-local/10.9.0.0/24", Parse("10.9.0.1")), Is.Null);
        Assert.That(book.RequestAddress("netkit-local/10.9.0.0/24", null, gateway: false).Refusal!.Kind, Is.EqualTo(RefusalKind.NotFound));
    }

    private static AddressBook Book(FailingDisk disk)
    {
        StateStore store = new(disk, "/state");
        AddressBook book = new(store.Pools, static _ => null, TimeProvider.System);
        book.Restore(store.Load().Pools);
        return book;
    }

    private static IpPrefix Prefix(string text) => IpPrefix.TryParse(text, out IpPrefix prefix) ? prefix : default;

    private static IpAddress Parse(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : default;
}
