using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>Addresses kept for interfaces, names, and leases kept over a restart.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DhcpReservationTests
{
    private readonly DhcpExchange _exchange = new();

    private DhcpServer Server => _exchange.Server;

    private DhcpReserveResult Reserve(int client, byte last, string? name = null) =>
        Server.Reserve(DhcpExchange.Mac(client), DhcpExchange.Host(last), name);

    private DhcpLease? Find(byte last) => Server.Find(_exchange.Now, DhcpExchange.Host(last));

    [Test]
    public void An_interface_gets_what_is_kept_for_it_under_any_identifier()
    {
        Assert.That(Reserve(1, 5, "web"), Is.EqualTo(DhcpReserveResult.Reserved), "outside the pool");
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(5)));
        Assert.That(_exchange.Lease(1, DhcpBytes.Option(61, 0, 1, 2, 3)), Is.EqualTo(DhcpExchange.Host(5)));
        Assert.That(_exchange.Reboot(1, DhcpExchange.Host(5)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        Assert.That(
            Find(5),
            Is.EqualTo(new DhcpLease(
                DhcpExchange.Host(5), DhcpExchange.Mac(1), "01525400000001", "web", _exchange.Now + TimeSpan.FromHours(1), true, true)));
    }

    [Test]
    public void Nobody_else_gets_it_even_when_its_client_is_away()
    {
        _ = Reserve(1, 100);
        Assert.That(_exchange.Lease(2), Is.EqualTo(DhcpExchange.Host(15)), "the first choice is taken");
        Assert.That(_exchange.Discover(3, DhcpBytes.Address(50, DhcpExchange.Host(100))).Address, Is.Not.EqualTo(DhcpExchange.Host(100)));
        Assert.That(_exchange.Reboot(4, DhcpExchange.Host(100)).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        _ = _exchange.Lease(1);
        _exchange.Wait(TimeSpan.FromHours(2));
        Assert.That((Find(100)!.IsBound, Find(100)!.IsReserved), Is.EqualTo((false, true)));
        Assert.That(_exchange.Reboot(4, DhcpExchange.Host(100)).Verdict, Is.EqualTo(DhcpVerdict.Refused));
    }

    [Test]
    public void A_reservation_beats_the_one_who_holds_the_address()
    {
        IpAddress address = _exchange.Lease(1);
        Assert.That(Reserve(2, 100), Is.EqualTo(DhcpReserveResult.Reserved));
        Assert.That(_exchange.Lease(2), Is.EqualTo(address));
        Assert.That(_exchange.Renew(1, address).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(15)));
    }

    [Test]
    public void A_reservation_of_what_the_interface_has_already_keeps_its_lease()
    {
        IpAddress address = _exchange.Lease(1);
        Assert.That(Reserve(1, 100, "web"), Is.EqualTo(DhcpReserveResult.Reserved));
        Assert.That((Find(100)!.IsBound, Find(100)!.HostName), Is.EqualTo((true, "web")));
        Assert.That(_exchange.Renew(1, address).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        Assert.That(Reserve(1, 100, "db"), Is.EqualTo(DhcpReserveResult.Reserved), "again, with another name");
        Assert.That(Find(100)!.HostName, Is.EqualTo("db"));
    }

    [Test]
    public void A_reservation_elsewhere_moves_the_client_when_it_renews()
    {
        IpAddress address = _exchange.Lease(1);
        _ = Reserve(1, 40);
        Assert.That(Find(100), Is.Null, "its old address is free");
        Assert.That(_exchange.Renew(1, address).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(40)));
        _ = Reserve(1, 41);
        Assert.That(Find(40), Is.Null);
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(41)));
        Assert.That(Server.Leases(_exchange.Now), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_reservation_that_cannot_be_is_refused()
    {
        _ = Reserve(1, 40, "web");
        Assert.That(Reserve(2, 40), Is.EqualTo(DhcpReserveResult.AlreadyReserved));
        Assert.That(Server.Reserve(default, DhcpExchange.Host(41)), Is.EqualTo(DhcpReserveResult.BadMac));
        Assert.That(Server.Reserve(MacAddress.Broadcast, DhcpExchange.Host(41)), Is.EqualTo(DhcpReserveResult.BadMac));
        foreach (byte last in (byte[])[0, 2, 3, 255])
        {
            Assert.That(Reserve(2, last), Is.EqualTo(DhcpReserveResult.BadAddress), $"10.0.2.{last}");
        }

        Assert.That(Server.Reserve(DhcpExchange.Mac(2), IpAddress.FromV4(192, 0, 2, 1)), Is.EqualTo(DhcpReserveResult.BadAddress));
        foreach (string name in (string[])["", "a.b", "-a", "a-", "two words", "LocalHost", new string('a', 64), "ü"])
        {
            Assert.That(Reserve(2, 41, name), Is.EqualTo(DhcpReserveResult.BadName), name);
        }

        Assert.That(Server.Leases(_exchange.Now), Has.Length.EqualTo(1));
    }

    [Test]
    public void When_it_ends_the_lease_goes_on_if_others_could_have_it()
    {
        _ = Reserve(1, 40);
        _ = Reserve(2, 5);
        _ = _exchange.Lease(1);
        _ = _exchange.Lease(2);
        Assert.That(Server.Unreserve(DhcpExchange.Mac(1)));
        Assert.That(Server.Unreserve(DhcpExchange.Mac(1)), Is.False);
        Assert.That(Server.Unreserve(DhcpExchange.Mac(2)));
        Assert.That((Find(40)!.IsBound, Find(40)!.IsReserved), Is.EqualTo((true, false)));
        Assert.That(Find(5), Is.Null);
        Assert.That(_exchange.Renew(1, DhcpExchange.Host(40)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        Assert.That(_exchange.Renew(2, DhcpExchange.Host(5)).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        _exchange.Wait(TimeSpan.FromHours(1));
        Assert.That(_exchange.Reboot(3, DhcpExchange.Host(40)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
    }

    [Test]
    public void A_client_that_finds_its_reserved_address_in_use_gets_another_meanwhile()
    {
        _ = Reserve(1, 40);
        _ = _exchange.Lease(1);
        Assert.That(_exchange.Decline(1, DhcpExchange.Host(40)).Verdict, Is.EqualTo(DhcpVerdict.Declined));
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(100)));
        _exchange.Wait(TimeSpan.FromMinutes(10));
        Assert.That(_exchange.Renew(1, DhcpExchange.Host(100)).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(40)));
        Assert.That(Find(100), Is.Null, "one address is enough");
    }

    [Test]
    public void A_lease_can_be_ended_from_outside()
    {
        IpAddress address = _exchange.Lease(1);
        Assert.That(Server.Release(address));
        Assert.That(Server.Release(address), Is.False);
        Assert.That(Server.Release(DhcpExchange.Host(200)), Is.False);
        Assert.That(Find(100), Is.Null);
    }

    [TestCase("box", "box")]
    [TestCase("Box-1.example.com", "Box-1")]
    [TestCase("my_box", "my_box")]
    [TestCase("box\0", "box")]
    [TestCase("", null)]
    [TestCase("two words", null)]
    [TestCase("-box", null)]
    [TestCase("b\u00FCx", null)]
    [TestCase("localhost", null)]
    [TestCase("HOST", null)]
    [TestCase("gateway.example", null)]
    public void A_client_may_give_itself_a_name(string sent, string? expected)
    {
        _ = _exchange.Lease(1, DhcpBytes.Option(12, System.Text.Encoding.Latin1.GetBytes(sent)));
        Assert.That(Find(100)!.HostName, Is.EqualTo(expected));
    }

    [Test]
    public void A_name_has_one_owner_and_the_first_keeps_it()
    {
        _ = _exchange.Lease(1, DhcpBytes.Text(12, "web"));
        _ = _exchange.Lease(2, DhcpBytes.Text(12, "WEB"));
        Assert.That((Find(100)!.HostName, Find(15)!.HostName), Is.EqualTo(("web", (string?)null)));
        _ = _exchange.Release(1, DhcpExchange.Host(100));
        _ = _exchange.Renew(2, DhcpExchange.Host(15), DhcpBytes.Text(12, "WEB"));
        Assert.That(Find(15)!.HostName, Is.EqualTo("WEB"));
        _ = Reserve(3, 40, "web");
        Assert.That((Find(15)!.HostName, Find(40)!.HostName), Is.EqualTo(((string?)null, "web")), "a reservation takes it");
        _ = _exchange.Lease(3, DhcpBytes.Text(12, "other"));
        Assert.That(Find(40)!.HostName, Is.EqualTo("web"));
    }

    [Test]
    public void A_name_stays_when_a_renewal_does_not_repeat_it_and_goes_with_the_client()
    {
        IpAddress address = _exchange.Lease(1, DhcpBytes.Text(12, "web"));
        _ = _exchange.Renew(1, address);
        Assert.That(Find(100)!.HostName, Is.EqualTo("web"));
        _ = _exchange.Release(1, address);
        _ = _exchange.Reboot(2, address);
        Assert.That(Find(100)!.HostName, Is.Null);
    }

    [Test]
    public void The_revision_changes_with_owners_and_names_and_not_with_renewals()
    {
        long revision = Server.Revision;
        bool HasChanged() => revision != (revision = Server.Revision);
        _ = _exchange.Discover(1);
        Assert.That(HasChanged(), Is.False, "an offer");
        IpAddress address = _exchange.Lease(1, DhcpBytes.Text(12, "web"));
        Assert.That(HasChanged(), "a lease");
        _ = _exchange.Renew(1, address, DhcpBytes.Text(12, "web"));
        Assert.That(HasChanged(), Is.False, "a renewal");
        _ = _exchange.Renew(1, address, DhcpBytes.Text(12, "db"));
        Assert.That(HasChanged(), "a name");
        _ = _exchange.Renew(1, address, DhcpBytes.Text(12, "db"));
        Assert.That(HasChanged(), Is.False);
        Assert.That(Server.NextExpiry <= _exchange.Now + TimeSpan.FromHours(1));
        _exchange.Wait(TimeSpan.FromHours(1));
        Server.Expire(_exchange.Now);
        Assert.That(HasChanged(), "an end");
        _ = Reserve(2, 40);
        Assert.That(HasChanged(), "a reservation");
    }

    [Test]
    public void Leases_survive_a_restart()
    {
        _ = Reserve(3, 40, "kept");
        _ = _exchange.Lease(1, DhcpBytes.Text(12, "web"));
        _ = _exchange.Lease(2, DhcpBytes.Option(61, 0xFF, 1, 2, 3, 4, 0, 3, 9));
        _ = _exchange.Lease(3);
        _exchange.Wait(TimeSpan.FromMinutes(20));
        DhcpLeaseRecord[] records = [.. Server.Export(_exchange.Now)];
        Assert.That(
            records[0],
            Is.EqualTo(new DhcpLeaseRecord(
                DhcpExchange.Host(15), DhcpExchange.Mac(2), "ff01020304000309", null, TimeSpan.FromMinutes(40))));

        DhcpExchange restarted = new(DhcpExchange.Options with { IsAuthoritative = false });
        _ = restarted.Server.Reserve(DhcpExchange.Mac(3), DhcpExchange.Host(40), "kept");
        Assert.That(restarted.Server.Import(restarted.Now, records), Is.EqualTo(3));
        Assert.That(restarted.Server.Export(restarted.Now), Is.EqualTo(records));
        Assert.That(restarted.Renew(1, DhcpExchange.Host(100)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        Assert.That(restarted.Lease(4), Is.EqualTo(DhcpExchange.Host(16)));
        restarted.Wait(TimeSpan.FromMinutes(40));
        Assert.That(restarted.Server.Find(restarted.Now, DhcpExchange.Host(15)), Is.Null, "it ends when it would have");
    }

    [Test]
    public void What_expired_meanwhile_is_remembered_only()
    {
        DhcpLeaseRecord record = new(DhcpExchange.Host(77), DhcpExchange.Mac(1), "01525400000001", null, TimeSpan.FromSeconds(-5));
        Assert.That(Server.Import(_exchange.Now, [record]), Is.EqualTo(1));
        Assert.That(Server.Leases(_exchange.Now), Is.Empty);
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(77)));
    }

    [Test]
    public void A_record_that_does_not_fit_is_left_out()
    {
        _ = Reserve(9, 40);
        DhcpLeaseRecord valid = new(DhcpExchange.Host(77), DhcpExchange.Mac(1), "0102", "a b", TimeSpan.FromDays(400));
        DhcpLeaseRecord[] records =
        [
            valid,
            valid with { ClientId = "0103" },
            valid with { Address = DhcpExchange.Host(78) },
            valid with { Address = DhcpExchange.Host(79), ClientId = "" },
            valid with { Address = DhcpExchange.Host(79), ClientId = "012" },
            valid with { Address = DhcpExchange.Host(79), ClientId = "zz" },
            valid with { Address = DhcpExchange.Host(79), ClientId = string.Concat(Enumerable.Repeat("00", 256)) },
            valid with { Address = DhcpExchange.Host(79), ClientId = "0104", Mac = MacAddress.Broadcast },
            valid with { Address = DhcpExchange.Gateway, ClientId = "0104" },
            valid with { Address = IpAddress.FromV4(192, 0, 2, 1), ClientId = "0104" },
            valid with { Address = DhcpExchange.Host(40), ClientId = "0104" },
            valid with { Address = DhcpExchange.Host(41), ClientId = "0104", Mac = DhcpExchange.Mac(9) },
        ];
        Assert.That(Server.Import(_exchange.Now, records), Is.EqualTo(1));
        Assert.That(Find(77)!.HostName, Is.Null);
        Assert.That(Find(77)!.Expires, Is.EqualTo(_exchange.Now + TimeSpan.FromDays(1)), "no lease is longer than one given today");
    }
}
