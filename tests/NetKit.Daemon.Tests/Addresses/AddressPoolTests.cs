using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Addresses;

/// <summary>Addresses are given out once, inside of the range, and rest when they come back.</summary>
public sealed class AddressPoolTests
{
    private static DateTimeOffset Now => DateTimeOffset.UnixEpoch;

    /// <summary>Any run of takes (true) and returns of the oldest (false) keeps what is out unique, inside and complete.</summary>
    [Test]
    public void Nothing_is_given_out_twice() => Prop.ForAll(
        ArbMap.Default.ArbFor<bool[]>(), ArbMap.Default.ArbFor<byte>(), (takes, size) =>
        {
            AddressPool pool = new("p", Prefix($"10.0.0.0/{22 + (size % 9)}"), null);
            Queue<IpAddress> held = new();
            foreach (bool take in takes)
            {
                if (!take && held.TryDequeue(out IpAddress back))
                {
                    Assert.That(pool.GiveBack(back), Is.True);
                    continue;
                }

                Answer<AddressRecord> taken = pool.TakeAny(gateway: false, Now);
                if (taken.Value is { } given)
                {
                    held.Enqueue(Parse(given.Address));
                }
            }

            Assert.That(held, Is.Unique);
            Assert.That(held, Is.All.Matches<IpAddress>(one => pool.Subnet.Contains(one) && one != pool.Subnet.Address && one != pool.Subnet.BroadcastV4));
            Assert.That(pool.Count, Is.EqualTo(held.Count));
        }).QuickCheckThrowOnFailure();

    /// <summary>A pool that was written and read again is the same pool.</summary>
    [Test]
    public void A_record_is_the_pool() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
    {
        AddressPool pool = new("p", Prefix("10.0.0.0/24"), Prefix("10.0.0.128/25"));
        foreach (byte octet in octets)
        {
            _ = octet % 2 == 0 ? pool.TakeAny(gateway: false, Now) : pool.Take(IpAddress.FromV4(10, 0, 0, octet), gateway: false, Now);
        }

        AddressPool again = AddressPool.From(pool.ToRecord())!;
        Assert.That(again.Addresses, Is.EqualTo(pool.Addresses));
        Assert.That(again.TakeAny(gateway: false, Now), Is.EqualTo(pool.TakeAny(gateway: false, Now)));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void A_full_pool_says_so_and_every_address_was_given()
    {
        AddressPool pool = new("p", Prefix("10.0.0.0/29"), null);
        string[] given = [.. Enumerable.Range(0, 6).Select(_ => pool.TakeAny(gateway: false, Now).Value!.Address)];
        Assert.That(given, Is.EqualTo((string[])["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"]));
        Assert.That(pool.TakeAny(gateway: false, Now).Refusal!.Sentence, Does.StartWith("All 6 addresses of 10.0.0.0/29 are taken"));
    }

    [Test]
    public void What_came_back_rests_longest()
    {
        AddressPool pool = new("p", Prefix("10.0.0.0/29"), null);
        _ = pool.TakeAny(gateway: true, Now);
        Assert.That(Take(pool), Is.EqualTo("10.0.0.2"));
        Assert.That(pool.GiveBack(Parse("10.0.0.2")), Is.True);
        Assert.That((Take(pool), Take(pool), Take(pool), Take(pool), Take(pool)), Is.EqualTo(("10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.2")));
    }

    [Test]
    public void Unnamed_addresses_come_from_the_range_and_a_gateway_from_the_subnet()
    {
        AddressPool pool = new("p", Prefix("10.55.0.0/24"), Prefix("10.55.0.128/25"));
        Assert.That(pool.TakeAny(gateway: true, Now).Value!.Address, Is.EqualTo("10.55.0.1"));
        Assert.That(Take(pool), Is.EqualTo("10.55.0.128"));
        Assert.That(pool.Take(Parse("10.55.0.9"), gateway: false, Now).Refusal, Is.Null);
    }

    [TestCase("10.0.0.0")]
    [TestCase("10.0.0.255")]
    [TestCase("10.0.1.1")]
    [TestCase("fd00::1")]
    public void An_address_outside_is_refused(string address) =>
        Assert.That(
            new AddressPool("p", Prefix("10.0.0.0/24"), null).Take(Parse(address), gateway: false, Now).Refusal!.Kind,
            Is.EqualTo(RefusalKind.Invalid));

    [Test]
    public void A_taken_address_is_refused()
    {
        AddressPool pool = new("p", Prefix("10.0.0.0/24"), null);
        _ = pool.Take(Parse("10.0.0.7"), gateway: false, Now);
        Assert.That(pool.Take(Parse("10.0.0.7"), gateway: false, Now).Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
    }

    [Test]
    public void IPv6_addresses_come_in_order_behind_the_routers_own()
    {
        AddressPool pool = new("p", Prefix("fd00:5::/64"), null);
        Assert.That(pool.TakeAny(gateway: true, Now).Value!.Address, Is.EqualTo("fd00:5::1"));
        Assert.That((Take(pool), Take(pool)), Is.EqualTo(("fd00:5::2", "fd00:5::3")));
        Assert.That(pool.GiveBack(Parse("fd00:5::2")), Is.True);
        Assert.That(Take(pool), Is.EqualTo("fd00:5::4"), "what was given back rests");
        Assert.That(pool.Take(Parse("fd00:5::ffff:ffff:ffff:ffff"), gateway: false, Now).Refusal, Is.Null, "there is no broadcast");
        Assert.That(pool.Take(Parse("fd00:5::3"), gateway: false, Now).Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
        AddressPool again = AddressPool.From(pool.ToRecord())!;
        Assert.That(Take(again), Is.EqualTo("fd00:5::5"));
        Assert.That(again.IsOut(Parse("fd00:5::4")), Is.True);
    }

    [TestCase("fd00:5::", "fd00:5::/64")]
    [TestCase("fd00:6::1", "fd00:5::/64")]
    [TestCase("10.0.0.1", "fd00:5::/64")]
    public void An_IPv6_address_outside_is_refused(string address, string subnet) => Assert.That(
        new AddressPool("p", Prefix(subnet), null).Take(Parse(address), gateway: false, Now).Refusal!.Kind, Is.EqualTo(RefusalKind.Invalid));

    [Test]
    public void A_small_IPv6_pool_runs_out()
    {
        AddressPool pool = new("p", Prefix("fd00:5::/64"), Prefix("fd00:5::8/126"));
        Assert.That((Take(pool), Take(pool), Take(pool), Take(pool)), Is.EqualTo(("fd00:5::8", "fd00:5::9", "fd00:5::a", "fd00:5::b")));
        Assert.That(pool.TakeAny(gateway: false, Now).Refusal!.Kind, Is.EqualTo(RefusalKind.Conflict));
    }

    [TestCase("nonsense", null)]
    [TestCase("10.0.0.0/24", "nonsense")]
    [TestCase("10.0.0.0/24", "fd00::/64")]
    public void A_record_changed_by_hand_into_nonsense_is_none(string subnet, string? range) =>
        Assert.That(AddressPool.From(new PoolRecord { Id = "p", Subnet = subnet, Range = range }), Is.Null);

    private static string Take(AddressPool pool) => pool.TakeAny(gateway: false, Now).Value!.Address;

    private static IpPrefix Prefix(string text) => IpPrefix.TryParse(text, out IpPrefix prefix) ? prefix : default;

    private static IpAddress Parse(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : default;
}
