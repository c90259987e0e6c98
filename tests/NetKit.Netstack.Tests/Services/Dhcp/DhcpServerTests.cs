using System;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>The exchanges of RFC 2131 §3 and §4.3, as they should go.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DhcpServerTests
{
    private readonly DhcpExchange _exchange = new();

    [Test]
    public void A_discover_gets_an_offer_and_a_request_the_lease()
    {
        DhcpAnswer offer = _exchange.Discover(1);
        Assert.That(offer.Verdict, Is.EqualTo(DhcpVerdict.Offered));
        Assert.That(offer.Address, Is.EqualTo(DhcpExchange.Host(100)), "the first choice");
        Assert.That(offer[53], Is.EqualTo(new byte[] { 2 }));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty, "an offer is no lease");

        DhcpAnswer lease = _exchange.Select(1, offer.Address);
        Assert.That(lease.Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        Assert.That((lease.Address, lease.Client), Is.EqualTo((offer.Address, IpAddress.AnyV4)));
        Assert.That(lease[53], Is.EqualTo(new byte[] { 5 }));
        Assert.That((lease.Seconds(51), lease.Seconds(58), lease.Seconds(59)), Is.EqualTo((3600u, 1800u, 3150u)));
        Assert.That(
            _exchange.Server.Leases(_exchange.Now),
            Is.EqualTo(new[]
            {
                new DhcpLease(
                    offer.Address, DhcpExchange.Mac(1), "01525400000001", null, _exchange.Now + TimeSpan.FromHours(1), true, false),
            }));
    }

    [Test]
    public void A_reply_repeats_what_identifies_the_request()
    {
        byte[] id = [0xFF, 1, 2, 3, 4, 0, 2, 0, 0, 0xAB, 0x11];
        DhcpAnswer offer = _exchange.Discover(1, DhcpBytes.Option(61, id));
        Assert.That(offer.Octets[..8], Is.EqualTo(new byte[] { 2, 1, 6, 0, 0x39, 0x03, 0xF3, 0x26 }));
        Assert.That(MacAddress.Read(offer.Octets.AsSpan(28)), Is.EqualTo(DhcpExchange.Mac(1)));
        Assert.That(offer[54], Is.EqualTo(DhcpBytes.Octets(DhcpExchange.Gateway)));
        Assert.That(offer[61], Is.EqualTo(id), "RFC 6842");
        Assert.That(_exchange.Discover(1)[61], Is.Null);
    }

    [Test]
    public void A_renewal_keeps_the_address_and_moves_the_end()
    {
        IpAddress address = _exchange.Lease(1);
        for (int i = 0; i < 10; i++)
        {
            _exchange.Wait(TimeSpan.FromMinutes(30));
            DhcpAnswer renewal = _exchange.Renew(1, address);
            Assert.That((renewal.Verdict, renewal.Address, renewal.Client), Is.EqualTo((DhcpVerdict.Acknowledged, address, address)));
            Assert.That(renewal.Where, Is.EqualTo(new DhcpReply(renewal.Octets.Length, address, DhcpExchange.Mac(1))), "unicast to ciaddr");
        }

        Assert.That(_exchange.Server.Find(_exchange.Now, address)!.Expires, Is.EqualTo(_exchange.Now + TimeSpan.FromHours(1)));
        Assert.That(_exchange.Server.Counters.Expired, Is.Zero);
    }

    [Test]
    public void A_client_that_reboots_keeps_its_address()
    {
        IpAddress address = _exchange.Lease(1);
        DhcpAnswer answer = _exchange.Reboot(1, address);
        Assert.That((answer.Verdict, answer.Address), Is.EqualTo((DhcpVerdict.Acknowledged, address)));
        Assert.That(_exchange.Discover(1).Address, Is.EqualTo(address), "and when it starts anew");
        Assert.That(_exchange.Discover(1, DhcpBytes.Address(50, DhcpExchange.Host(77))).Address, Is.EqualTo(address));
    }

    [Test]
    public void A_discover_of_a_client_with_a_lease_does_not_shorten_it()
    {
        IpAddress address = _exchange.Lease(1);
        Instant end = _exchange.Now + TimeSpan.FromHours(1);
        _ = _exchange.Discover(1);
        Assert.That(_exchange.Server.Find(_exchange.Now, address)!.Expires, Is.EqualTo(end));
    }

    [Test]
    public void Clients_get_different_addresses_and_the_one_they_ask_for_if_they_can()
    {
        Assert.That(_exchange.Lease(1), Is.EqualTo(DhcpExchange.Host(100)));
        Assert.That(_exchange.Lease(2), Is.EqualTo(DhcpExchange.Host(15)));
        Assert.That(Wanting(3, DhcpExchange.Host(77)), Is.EqualTo(DhcpExchange.Host(77)));
        Assert.That(Wanting(4, DhcpExchange.Host(77)), Is.EqualTo(DhcpExchange.Host(16)), "taken");
        Assert.That(Wanting(5, DhcpExchange.Host(3)), Is.EqualTo(DhcpExchange.Host(17)), "the DNS server's");
        Assert.That(Wanting(6, DhcpExchange.Host(5)), Is.EqualTo(DhcpExchange.Host(18)), "below the pool");
        Assert.That(Wanting(7, IpAddress.FromV4(192, 0, 2, 9)), Is.EqualTo(DhcpExchange.Host(19)), "of another network");

        IpAddress Wanting(int client, IpAddress address) => _exchange.Discover(client, DhcpBytes.Address(50, address)).Address;
    }

    [Test]
    public void An_offer_that_nobody_takes_goes_to_the_next()
    {
        IpAddress offered = _exchange.Discover(1).Address;
        Assert.That(_exchange.Discover(1).Address, Is.EqualTo(offered), "a repeated discover gets the same");
        _exchange.Wait(TimeSpan.FromSeconds(59));
        Assert.That(_exchange.Discover(2, DhcpBytes.Address(50, offered)).Address, Is.Not.EqualTo(offered));
        _exchange.Wait(TimeSpan.FromSeconds(1));
        Assert.That(_exchange.Discover(3, DhcpBytes.Address(50, offered)).Address, Is.EqualTo(offered));
        Assert.That(_exchange.Server.Counters.Expired, Is.EqualTo(1));
    }

    [Test]
    public void A_late_request_for_an_offer_that_expired_is_granted_while_the_address_is_free()
    {
        IpAddress offered = _exchange.Discover(1).Address;
        _exchange.Wait(TimeSpan.FromMinutes(5));
        Assert.That(_exchange.Select(1, offered).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
    }

    [Test]
    public void An_offer_is_free_again_when_the_client_chose_another_server()
    {
        IpAddress offered = _exchange.Discover(1).Address;
        DhcpAnswer answer = _exchange.Send(DhcpExchange.Message(
            3, 1, default, DhcpBytes.Address(50, IpAddress.FromV4(10, 0, 2, 200)), DhcpBytes.Address(54, DhcpExchange.Host(250))));
        Assert.That(answer.Verdict, Is.EqualTo(DhcpVerdict.OtherServer));
        Assert.That(_exchange.Discover(2, DhcpBytes.Address(50, offered)).Address, Is.EqualTo(offered));
    }

    [Test]
    public void Rapid_commit_is_a_lease_in_two_messages()
    {
        DhcpAnswer answer = _exchange.Discover(1, DhcpBytes.Option(80));
        Assert.That((answer.Verdict, answer[53]![0]), Is.EqualTo((DhcpVerdict.Committed, (byte)5)));
        Assert.That(answer[80], Is.Empty);
        Assert.That(_exchange.Server.Find(_exchange.Now, answer.Address)!.IsBound);
        Assert.That(_exchange.Renew(1, answer.Address).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
    }

    [Test]
    public void A_released_address_is_remembered_for_its_client()
    {
        IpAddress address = _exchange.Lease(1);
        DhcpAnswer released = _exchange.Release(1, address);
        Assert.That((released.Verdict, released.Where.Length), Is.EqualTo((DhcpVerdict.Released, 0)));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
        Assert.That(_exchange.Lease(2), Is.Not.EqualTo(address), "there are others");
        Assert.That(_exchange.Lease(1), Is.EqualTo(address));
    }

    [Test]
    public void Only_the_holder_can_release_or_decline()
    {
        IpAddress address = _exchange.Lease(1);
        _ = _exchange.Lease(2);
        Assert.That(_exchange.Release(2, address).Verdict, Is.EqualTo(DhcpVerdict.Stranger));
        Assert.That(_exchange.Release(3, address).Verdict, Is.EqualTo(DhcpVerdict.Stranger));
        Assert.That(_exchange.Decline(2, address).Verdict, Is.EqualTo(DhcpVerdict.Stranger));
        Assert.That(_exchange.Server.Find(_exchange.Now, address)!.Mac, Is.EqualTo(DhcpExchange.Mac(1)));
        Assert.That(_exchange.Release(1, address).Verdict, Is.EqualTo(DhcpVerdict.Released));
        Assert.That(_exchange.Release(1, address).Verdict, Is.EqualTo(DhcpVerdict.Stranger), "twice");
    }

    [TestCase((byte)4)]
    [TestCase((byte)7)]
    public void What_is_meant_for_another_server_changes_nothing(byte type)
    {
        IpAddress address = _exchange.Lease(1);
        DhcpAnswer answer = _exchange.Send(DhcpExchange.Message(
            type, 1, address, DhcpBytes.Address(50, address), DhcpBytes.Address(54, DhcpExchange.Host(250))));
        Assert.That(answer.Verdict, Is.EqualTo(DhcpVerdict.OtherServer));
        Assert.That(_exchange.Server.Find(_exchange.Now, address), Is.Not.Null);
    }

    [Test]
    public void A_declined_address_is_put_aside_for_a_while()
    {
        IpAddress address = _exchange.Lease(1);
        Assert.That(_exchange.Decline(1, address).Verdict, Is.EqualTo(DhcpVerdict.Declined));
        Assert.That(_exchange.Server.Find(_exchange.Now, address), Is.Null);
        Assert.That(_exchange.Discover(1, DhcpBytes.Address(50, address)).Address, Is.Not.EqualTo(address));
        Assert.That(_exchange.Reboot(2, address).Verdict, Is.EqualTo(DhcpVerdict.Refused));
        _exchange.Wait(TimeSpan.FromMinutes(10));
        Assert.That(_exchange.Discover(2, DhcpBytes.Address(50, address)).Address, Is.EqualTo(address));
        Assert.That(_exchange.Server.Counters.Recycled, Is.Zero, "nobody was waiting for it");
    }

    [Test]
    public void An_inform_gets_parameters_and_no_lease()
    {
        DhcpAnswer answer = _exchange.Inform(1, DhcpExchange.Host(200), DhcpBytes.Option(55, 6, 15));
        Assert.That(answer.Verdict, Is.EqualTo(DhcpVerdict.Informed));
        Assert.That((answer.Client, answer.Address), Is.EqualTo((DhcpExchange.Host(200), IpAddress.AnyV4)));
        Assert.That(answer.Codes, Is.EqualTo(new byte[] { 53, 54, 1, 6, 15 }));
        Assert.That(answer.Where.Destination, Is.EqualTo(DhcpExchange.Host(200)));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
    }

    [Test]
    public void A_shorter_lease_is_given_to_whom_wants_it_and_never_a_longer()
    {
        DhcpAnswer Ask(uint seconds) => _exchange.Discover(1, DhcpBytes.Number(51, seconds));
        Assert.That(Ask(600).Seconds(51), Is.EqualTo(600));
        Assert.That(Ask(86_400).Seconds(51), Is.EqualTo(3600));
        Assert.That(Ask(uint.MaxValue).Seconds(51), Is.EqualTo(3600));
        Assert.That(Ask(1).Seconds(51), Is.EqualTo(60), "but not one that is over at once");
        Assert.That(Ask(0).Seconds(51), Is.EqualTo(60));
    }

    [Test]
    public void An_offer_goes_where_the_client_can_take_it()
    {
        DhcpAnswer unicast = _exchange.Discover(1);
        Assert.That(unicast.Where, Is.EqualTo(new DhcpReply(unicast.Octets.Length, unicast.Address, DhcpExchange.Mac(1))));
        Assert.That(unicast.Where.IsBroadcast, Is.False);

        DhcpAnswer broadcast = _exchange.Send(DhcpBytes.Message(
            DhcpBytes.Fixed(1, DhcpExchange.Mac(1), broadcast: true), DhcpBytes.Option(53, 1)));
        Assert.That(broadcast.Where, Is.EqualTo(new DhcpReply(broadcast.Octets.Length, IpAddress.BroadcastV4, MacAddress.Broadcast)));
        Assert.That(broadcast.Where.IsBroadcast);
        Assert.That(broadcast.Octets[10], Is.EqualTo(0x80), "the flag comes back");
    }

    [Test]
    public void A_ciaddr_that_was_not_leased_is_no_destination()
    {
        DhcpAnswer offer = _exchange.Send(DhcpExchange.Message(1, 1, IpAddress.FromV4(192, 0, 2, 9)));
        Assert.That(offer.Where.Destination, Is.EqualTo(offer.Address));
    }
}
