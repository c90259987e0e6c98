using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>What happens when addresses run out, and that each has one owner.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DhcpPoolTests
{
    /// <summary>Four addresses: .20, .21, .22 and the first choice .100.</summary>
    private readonly DhcpExchange _small = new(DhcpExchange.Options with
    {
        PoolFirst = DhcpExchange.Host(20),
        PoolLast = DhcpExchange.Host(22),
    });

    [Test]
    public void The_pool_is_the_subnet_without_what_the_network_uses()
    {
        DhcpExchange exchange = new(DhcpExchange.Options with { PoolFirst = null, FirstChoice = null });
        List<IpAddress> leases = [.. Enumerable.Range(1, 252).Select(client => exchange.Lease(client))];
        Assert.That(
            leases.Select(static address => address.V4 & 0xFF),
            Is.EqualTo(Enumerable.Range(1, 254).Where(static host => host is not (2 or 3))));
        Assert.That(exchange.Discover(300).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
    }

    [Test]
    public void When_all_are_taken_there_is_no_offer_and_no_harm_to_the_holders()
    {
        IpAddress[] held = [.. Enumerable.Range(1, 4).Select(client => _small.Lease(client))];
        Assert.That(_small.Discover(5).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
        Assert.That(_small.Discover(6, DhcpBytes.Option(80)).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
        Assert.That(_small.Reboot(7, held[0]).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        Assert.That(_small.Server.Counters.Of(DhcpVerdict.Exhausted), Is.EqualTo(2));
        for (int client = 1; client <= 4; client++)
        {
            Assert.That(_small.Renew(client, held[client - 1]).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        }
    }

    [Test]
    public void The_one_that_has_been_free_for_longest_is_given_first()
    {
        IpAddress[] held = [.. Enumerable.Range(1, 4).Select(client => _small.Lease(client))];
        _ = _small.Release(3, held[2]);
        _ = _small.Release(1, held[0]);
        Assert.That(_small.Lease(5), Is.EqualTo(held[2]));
        Assert.That(_small.Lease(6), Is.EqualTo(held[0]));
        Assert.That(_small.Server.Counters.Recycled, Is.EqualTo(2));
        Assert.That(_small.Discover(1).Verdict, Is.EqualTo(DhcpVerdict.Exhausted), "its address is another's now");
        Assert.That(_small.Renew(1, held[0]).Verdict, Is.EqualTo(DhcpVerdict.Refused));
    }

    [Test]
    public void The_oldest_expired_lease_is_given_first()
    {
        IpAddress[] held = [.. Enumerable.Range(1, 4).Select(Later)];
        _ = _small.Renew(1, held[0]);
        _small.Wait(TimeSpan.FromMinutes(60));
        Assert.That(_small.Server.Counters.Expired, Is.Zero, "nobody looked yet");
        Assert.That(_small.Lease(5), Is.EqualTo(held[1]), "the first was renewed");
        Assert.That(_small.Server.Counters.Expired, Is.EqualTo(4));
        Assert.That(_small.Lease(6), Is.EqualTo(held[2]));
        Assert.That(_small.Lease(4), Is.EqualTo(held[3]), "an expired client gets its own");
        Assert.That(_small.Lease(1), Is.EqualTo(held[0]));

        IpAddress Later(int client)
        {
            _small.Wait(TimeSpan.FromSeconds(1));
            return _small.Lease(client);
        }
    }

    [Test]
    public void Offers_to_invented_clients_give_way_after_a_minute()
    {
        IpAddress held = _small.Lease(1);
        for (int client = 100; client < 200; client++)
        {
            _ = _small.Discover(client);
        }

        Assert.That(_small.Discover(2).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
        Assert.That(_small.Renew(1, held).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        _small.Wait(TimeSpan.FromMinutes(1));
        Assert.That(_small.Discover(2).Verdict, Is.EqualTo(DhcpVerdict.Offered));
    }

    [Test]
    public void The_table_is_bounded_in_a_large_network()
    {
        DhcpExchange exchange = new(new DhcpServerOptions
        {
            Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 0, 0), 8),
            ServerAddress = IpAddress.FromV4(10, 0, 0, 1),
            MaximumLeases = 16,
        });
        for (int client = 1; client <= 16; client++)
        {
            _ = exchange.Discover(client, DhcpBytes.Address(50, IpAddress.FromV4(10, 9, (byte)client, 7)));
        }

        Assert.That(exchange.Discover(17).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
        Assert.That(exchange.Discover(17, DhcpBytes.Address(50, IpAddress.FromV4(10, 1, 1, 1))).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
        Assert.That(exchange.Reboot(17, IpAddress.FromV4(10, 1, 1, 1)).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        Assert.That(
            exchange.Server.Reserve(DhcpExchange.Mac(17), IpAddress.FromV4(10, 1, 1, 1)), Is.EqualTo(DhcpReserveResult.TableFull));
        exchange.Wait(TimeSpan.FromMinutes(1));
        Assert.That(exchange.Discover(17).Address, Is.EqualTo(IpAddress.FromV4(10, 9, 1, 7)), "the oldest");
    }

    [TestCase(30, 2)]
    [TestCase(31, 1)]
    public void A_tiny_network_has_few_addresses_and_no_broadcast_if_it_is_a_pair(int length, int hosts)
    {
        DhcpExchange exchange = new(new DhcpServerOptions
        {
            Subnet = IpPrefix.Of(IpAddress.FromV4(192, 0, 2, 0), length),
            ServerAddress = IpAddress.FromV4(192, 0, 2, length == 31 ? (byte)0 : (byte)3),
        });
        DhcpAnswer[] answers = [.. Enumerable.Range(1, 3).Select(client => exchange.Discover(client))];
        Assert.That(answers.Count(static answer => answer.Verdict is DhcpVerdict.Offered), Is.EqualTo(hosts));
        Assert.That(answers[0].Address, Is.EqualTo(IpAddress.FromV4(192, 0, 2, 1)));
        Assert.That(answers[0][28] is null, Is.EqualTo(length == 31));
    }

    [Test]
    public void The_end_of_the_address_space_is_no_trap()
    {
        DhcpExchange exchange = new(new DhcpServerOptions
        {
            Subnet = IpPrefix.Of(IpAddress.FromV4(0xFFFF_0000), 16),
            ServerAddress = IpAddress.FromV4(0xFFFF_FFFE),
            PoolFirst = IpAddress.FromV4(0xFFFF_FFFD),
            PoolLast = IpAddress.FromV4(0xFFFF_FFFF),
        });
        Assert.That(exchange.Discover(1).Address, Is.EqualTo(IpAddress.FromV4(0xFFFF_FFFD)));
        Assert.That(exchange.Discover(2).Verdict, Is.EqualTo(DhcpVerdict.Exhausted));
    }

    /// <summary>Seeded clients do whatever they like: no address ever has two owners, and none outside the pool is given.</summary>
    [Test]
    public void No_address_has_two_owners_whatever_clients_do()
    {
        Random random = new(42);
        Dictionary<IpAddress, int> owners = [];
        DhcpExchange exchange = new(DhcpExchange.Options with
        {
            PoolFirst = DhcpExchange.Host(20),
            PoolLast = DhcpExchange.Host(29),
            LeaseTime = TimeSpan.FromMinutes(5),
        });
        for (int step = 0; step < 20_000; step++)
        {
            int client = random.Next(1, 16);
            IpAddress address = DhcpExchange.Host((byte)random.Next(18, 32));
            DhcpAnswer answer = random.Next(9) switch
            {
                0 => exchange.Discover(client),
                1 => exchange.Discover(client, DhcpBytes.Address(50, address)),
                2 => exchange.Discover(client, DhcpBytes.Option(80)),
                3 => exchange.Select(client, address),
                4 => exchange.Reboot(client, address),
                5 => exchange.Renew(client, address),
                6 => exchange.Release(client, address),
                7 => exchange.Decline(client, address),
                _ => exchange.Inform(client, address),
            };
            exchange.Wait(TimeSpan.FromSeconds(random.Next(5)));
            if (step % 50 == 0)
            {
                // Reserve and Unreserve mixed in: they move what clients hold.
                IpAddress kept = DhcpExchange.Host((byte)random.Next(20, 30));
                _ = random.Next(2) == 0
                    ? exchange.Server.Unreserve(DhcpExchange.Mac(client))
                    : exchange.Server.Reserve(DhcpExchange.Mac(client), kept) is DhcpReserveResult.Reserved;
            }

            if (answer.Verdict is DhcpVerdict.Acknowledged or DhcpVerdict.Committed)
            {
                Assert.That(answer.Address.V4 & 0xFF, Is.InRange(20, 29).Or.EqualTo(100));
            }

            owners.Clear();
            foreach (DhcpLease lease in exchange.Server.Leases(exchange.Now).Where(static lease => lease.IsBound))
            {
                Assert.That(owners.TryAdd(lease.Address, 1));
                Assert.That(owners.TryAdd(IpAddress.FromV4((uint)lease.Mac.Value), 1), "nor a client two addresses");
                Assert.That(lease.Expires > exchange.Now);
            }
        }

        Assert.That(exchange.Server.Counters.Received, Is.EqualTo(20_000));
        foreach (DhcpVerdict verdict in (DhcpVerdict[])[DhcpVerdict.Offered, DhcpVerdict.Acknowledged, DhcpVerdict.Committed,
            DhcpVerdict.Refused, DhcpVerdict.Released, DhcpVerdict.Declined, DhcpVerdict.Stranger, DhcpVerdict.Exhausted])
        {
            Assert.That(exchange.Server.Counters.Of(verdict), Is.Positive, $"{verdict}");
        }
    }
}
