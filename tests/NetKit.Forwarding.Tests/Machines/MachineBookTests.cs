using System.Collections.Generic;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Machines;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Machines;

/// <summary>Who gets which address and name.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MachineBookTests
{
    private readonly HashSet<IpAddress> _taken = [IpAddress.FromV4(10, 0, 2, 2), IpAddress.FromV4(10, 0, 2, 3)];
    private readonly HashSet<string> _names = [];

    [Test]
    public void The_first_gets_the_networks_own_address_and_name()
    {
        MachineBook book = new(new NetworkSettings { Name = "vm" });
        Assert.That(Enter(book, 1), Is.EqualTo("vm 10.0.2.100"));
        Assert.That(Enter(book, 2), Is.EqualTo("vm-2 10.0.2.101"));
        Assert.That(Enter(book, 3), Is.EqualTo("vm-3 10.0.2.102"));
    }

    [Test]
    public void Who_comes_back_gets_what_it_had()
    {
        MachineBook book = new(new NetworkSettings { Name = "vm" });
        _ = Enter(book, 1);
        _ = Enter(book, 2);
        Leave("vm-2", 101);
        Leave("vm", 100);

        Assert.That(Enter(book, 2), Is.EqualTo("vm-2 10.0.2.101"));
        Assert.That(Enter(book, 1), Is.EqualTo("vm 10.0.2.100"));
    }

    [Test]
    public void Somebody_new_gets_the_networks_own_when_nobody_has_it()
    {
        MachineBook book = new(new NetworkSettings { Name = "vm" });
        _ = Enter(book, 1);
        Leave("vm", 100);

        Assert.That(Enter(book, 2), Is.EqualTo("vm 10.0.2.100"));
        Assert.That(Enter(book, 1), Is.EqualTo("vm-2 10.0.2.101"), "Its own is another's now.");
    }

    [Test]
    public void What_others_had_is_spared_as_long_as_there_is_something_else()
    {
        MachineBook book = new(new NetworkSettings
        {
            Name = "vm",
            Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 29),
            Address = IpAddress.FromV4(10, 0, 2, 6),
        });
        Assert.That(Enter(book, 1), Is.EqualTo("vm 10.0.2.6"));
        Assert.That(Enter(book, 2), Is.EqualTo("vm-2 10.0.2.1"), "Behind the last address comes the first.");
        Leave("vm-2", 1);
        Assert.That(Enter(book, 3), Is.EqualTo("vm-3 10.0.2.4"));
        Assert.That(Enter(book, 4), Is.EqualTo("vm-4 10.0.2.5"));
        Assert.That(Enter(book, 5), Is.EqualTo("vm-5 10.0.2.1"));
        Assert.That(Enter(book, 6), Is.EqualTo("none"));
    }

    [Test]
    public void Whoever_is_away_finds_its_place_where_places_are_kept()
    {
        MachineBook book = new(new NetworkSettings { Name = "vm" });
        Assert.That(Enter(book, 1, isPatient: true), Is.EqualTo("vm 10.0.2.100"));
        Leave("vm", 100);
        Assert.That(Enter(book, 2, isPatient: true), Is.EqualTo("vm-2 10.0.2.101"));
        Assert.That(Enter(book, 1, isPatient: true), Is.EqualTo("vm 10.0.2.100"));
    }

    [TestCase(100, "vm")]
    [TestCase(150, "vm-2")]
    public void A_wish_is_kept(byte last, string name)
    {
        MachineBook book = new(new NetworkSettings { Name = "vm" });
        MacAddress mac = MacOf(1);
        Assert.That(book.AddressOf(mac), Is.Null);
        book.Keep(mac, IpAddress.FromV4(10, 0, 2, last), name => !_names.Contains(name));
        Assert.That(book.AddressOf(mac), Is.EqualTo(IpAddress.FromV4(10, 0, 2, last)));
        Assert.That(Enter(book, 1), Is.EqualTo($"{name} 10.0.2.{last}"));
    }

    private static MacAddress MacOf(byte number) => new(0x5254_0000_0000UL | number);

    private string Enter(MachineBook book, byte number, bool isPatient = false)
    {
        MachineIdentity? identity = book.Enter(
            MacOf(number), address => !_taken.Contains(address), name => !_names.Contains(name), isPatient);
        if (identity is not { } found)
        {
            return "none";
        }

        _ = _taken.Add(found.Address);
        _ = _names.Add(found.Name);
        return $"{found.Name} {found.Address}";
    }

    private void Leave(string name, byte last)
    {
        _ = _names.Remove(name);
        _ = _taken.Remove(IpAddress.FromV4(10, 0, 2, last));
    }
}
