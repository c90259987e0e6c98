using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Tests.Wire.Dhcpv6;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcpv6;

/// <summary>The exchanges of RFC 8415 §18, as they should go and as they should not.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Dhcpv6ServerTests
{
    private const byte Solicit = 1;
    private const byte Request = 3;
    private const byte Confirm = 4;
    private const byte Renew = 5;
    private const byte Rebind = 6;
    private const byte Release = 8;
    private const byte Decline = 9;
    private const byte Information = 11;

    private readonly Dhcpv6Exchange _exchange = new();

    private static IpAddress Elsewhere => new(0x2001_0DB8_0000_0000, 5);

    [Test]
    public void A_solicit_gets_an_offer_and_a_request_the_lease()
    {
        Dhcpv6Answer offer = _exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(7));
        Assert.That((offer.Verdict, offer.Type, offer.Address), Is.EqualTo((Dhcpv6Verdict.Offered, (byte)2, Dhcpv6Exchange.Host(0x64))));
        Assert.That(offer.Codes, Is.EqualTo(new ushort[] { 1, 2, 7, 3, 23, 24 }));
        Assert.That(offer[1], Is.EqualTo(Dhcpv6Bytes.Duid(1)));
        Assert.That(offer[7], Is.EqualTo(new byte[] { 255 }), "no need to wait for others");
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty, "an offer is no lease");

        Dhcpv6Answer lease = _exchange.Send(Request, 1, Dhcpv6Bytes.Association(7, offer.Address));
        Assert.That((lease.Verdict, lease.Type), Is.EqualTo((Dhcpv6Verdict.Granted, (byte)7)));
        Assert.That(lease[3], Is.EqualTo(Octets.Of("""
            00000007 00000546 00000870 0005 0018 fd000000000000000000000000000064 00000a8c 00000e10
            """)), "T1 and T2 are half and four fifths of the preferred lifetime");
        Assert.That(lease[23], Is.EqualTo(Dhcpv6Bytes.Octets(Dhcpv6Exchange.Host(3))));
        Assert.That(lease[24], Is.EqualTo(Octets.Of("066e65746b697408696e7465726e616c00")));
        Assert.That(
            _exchange.Server.Leases(_exchange.Now),
            Is.EqualTo(new[] { new Dhcpv6Lease(offer.Address, "00030001525400000001", 7, _exchange.Now + TimeSpan.FromHours(1)) }));
    }

    [Test]
    public void Rapid_commit_is_a_lease_in_two_messages()
    {
        Dhcpv6Answer lease = _exchange.Send(Solicit, 1, Dhcpv6Bytes.Option(14), Dhcpv6Bytes.Association(7));
        Assert.That((lease.Verdict, lease.Type), Is.EqualTo((Dhcpv6Verdict.Committed, (byte)7)));
        Assert.That(lease[14], Is.Empty);
        Assert.That(_exchange.Server.Leases(_exchange.Now).Single().Address, Is.EqualTo(lease.Address));
    }

    [Test]
    public void What_is_wanted_is_what_is_told()
    {
        byte[] wanted = Dhcpv6Bytes.Option(6, 0, 56, 0, 23, 0, 56, 1, 23, 0, 99, 0);
        Dhcpv6Answer offer = _exchange.Send(Solicit, 1, wanted, Dhcpv6Bytes.Association(1));
        Assert.That(offer.Codes, Is.EqualTo(new ushort[] { 1, 2, 7, 3, 56, 23 }));
        Assert.That(offer[56], Is.EqualTo((byte[])[0, 1, 0, 16, .. Dhcpv6Bytes.Octets(Dhcpv6Exchange.Host(2))]), "RFC 5908 §4.1");
    }

    [TestCase(Renew)]
    [TestCase(Rebind)]
    public void A_renewal_keeps_the_address_and_moves_the_end(byte type)
    {
        IpAddress address = _exchange.Lease(1);
        for (int i = 0; i < 10; i++)
        {
            _exchange.Wait(TimeSpan.FromMinutes(22));
            Dhcpv6Answer renewal = _exchange.Send(type, 1, Dhcpv6Bytes.Association(1, address));
            Assert.That((renewal.Verdict, renewal.Address), Is.EqualTo((Dhcpv6Verdict.Renewed, address)));
        }

        Assert.That(_exchange.Server.Leases(_exchange.Now).Single().Expires, Is.EqualTo(_exchange.Now + TimeSpan.FromHours(1)));
        Assert.That(_exchange.Server.Counters.Expired, Is.Zero);
    }

    [Test]
    public void A_renewal_after_the_table_was_lost_is_granted_while_the_address_is_free()
    {
        byte[] association = Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(0x1234));
        Assert.That(_exchange.Send(Renew, 1, association).Address, Is.EqualTo(Dhcpv6Exchange.Host(0x1234)));
        Dhcpv6Exchange polite = new(Dhcpv6Exchange.Options with { IsAuthoritative = false });
        Dhcpv6Answer refused = polite.Send(Renew, 1, association);
        Assert.That((refused.Verdict, refused.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.Stranger, 3)));
    }

    [Test]
    public void Addresses_that_are_anothers_are_taken_back()
    {
        IpAddress address = _exchange.Lease(1);
        Dhcpv6Answer renewal = _exchange.Send(Renew, 2, Dhcpv6Bytes.Association(1, address));
        Assert.That((renewal.Verdict, renewal.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.Stranger, 3)));
        Dhcpv6Answer rebinding = _exchange.Send(Rebind, 2, Dhcpv6Bytes.Association(1, address, Elsewhere));
        Assert.That(rebinding.Verdict, Is.EqualTo(Dhcpv6Verdict.Stranger));
        Assert.That(rebinding.Addresses, Is.EqualTo(new[] { (address, 0u), (Elsewhere, 0u) }));

        Dhcpv6Answer mixed = _exchange.Send(Renew, 1, Dhcpv6Bytes.Association(1, Elsewhere, address));
        Assert.That(mixed.Addresses, Is.EqualTo(new[] { (address, 3600u), (Elsewhere, 0u) }));
    }

    [Test]
    public void Clients_and_interfaces_get_different_addresses()
    {
        Assert.That(_exchange.Lease(1, 1), Is.EqualTo(Dhcpv6Exchange.Host(0x64)));
        Assert.That(_exchange.Lease(1, 2), Is.EqualTo(Dhcpv6Exchange.Host(0x1000)));
        Assert.That(_exchange.Lease(2, 1), Is.EqualTo(Dhcpv6Exchange.Host(0x1001)));
        Assert.That(_exchange.Lease(1, 1), Is.EqualTo(Dhcpv6Exchange.Host(0x64)));
        Dhcpv6Answer both = _exchange.Send(Solicit, 3, Dhcpv6Bytes.Association(1), Dhcpv6Bytes.Association(2));
        Assert.That(
            both.Associations.Select(static data => IpAddress.ReadV6(data.AsSpan(16))),
            Is.EqualTo(new[] { Dhcpv6Exchange.Host(0x1002), Dhcpv6Exchange.Host(0x1003) }));
    }

    [Test]
    public void An_address_that_is_wanted_is_given_if_it_can_be()
    {
        Assert.That(Wanting(1, Dhcpv6Exchange.Host(0x4321)), Is.EqualTo(Dhcpv6Exchange.Host(0x4321)));
        Assert.That(Wanting(2, Dhcpv6Exchange.Host(0x4321)), Is.EqualTo(Dhcpv6Exchange.Host(0x64)), "taken");
        Assert.That(Wanting(3, Dhcpv6Exchange.Host(3)), Is.EqualTo(Dhcpv6Exchange.Host(0x1000)), "the name server's");
        Assert.That(Wanting(4, Elsewhere), Is.EqualTo(Dhcpv6Exchange.Host(0x1001)));

        IpAddress Wanting(int client, IpAddress address) => _exchange.Send(Solicit, client, Dhcpv6Bytes.Association(1, address)).Address;
    }

    [Test]
    public void An_offer_that_nobody_takes_goes_to_the_next()
    {
        IpAddress offered = _exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(1)).Address;
        _exchange.Wait(TimeSpan.FromSeconds(60));
        Assert.That(_exchange.Send(Solicit, 2, Dhcpv6Bytes.Association(1, offered)).Address, Is.EqualTo(offered));
        Assert.That(_exchange.Server.Counters.Recycled, Is.EqualTo(1));
    }

    [Test]
    public void A_released_address_is_remembered_for_its_client()
    {
        IpAddress address = _exchange.Lease(1);
        Dhcpv6Answer released = _exchange.Send(Release, 1, Dhcpv6Bytes.Association(1, address));
        Assert.That((released.Verdict, released.Type, released.Status), Is.EqualTo((Dhcpv6Verdict.Released, (byte)7, 0)));
        Assert.That(released.Associations, Is.Empty);
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
        Assert.That(_exchange.Lease(2), Is.Not.EqualTo(address));
        Assert.That(_exchange.Lease(1), Is.EqualTo(address));
    }

    [Test]
    public void A_declined_address_is_put_aside_for_a_while()
    {
        IpAddress address = _exchange.Lease(1);
        Dhcpv6Answer declined = _exchange.Send(Decline, 1, Dhcpv6Bytes.Association(1, address));
        Assert.That((declined.Verdict, declined.Status), Is.EqualTo((Dhcpv6Verdict.Declined, 0)));
        Assert.That(_exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(1, address)).Address, Is.Not.EqualTo(address));
        _exchange.Wait(TimeSpan.FromMinutes(10));
        Assert.That(_exchange.Send(Solicit, 2, Dhcpv6Bytes.Association(1, address)).Address, Is.EqualTo(address));
    }

    [TestCase(Release)]
    [TestCase(Decline)]
    public void Only_the_holder_can_give_an_address_back(byte type)
    {
        IpAddress address = _exchange.Lease(1);
        foreach (Dhcpv6Answer answer in (Dhcpv6Answer[])
        [
            _exchange.Send(type, 2, Dhcpv6Bytes.Association(1, address)),
            _exchange.Send(type, 1, Dhcpv6Bytes.Association(2, address)),
            _exchange.Send(type, 1, Dhcpv6Bytes.Association(1, Elsewhere)),
        ])
        {
            Assert.That((answer.Verdict, answer.Status, answer.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.Stranger, 0, 3)));
        }

        Assert.That(_exchange.Server.Leases(_exchange.Now), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_confirm_asks_about_the_link()
    {
        Dhcpv6Answer answer = _exchange.Send(Confirm, 1, Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(99)));
        Assert.That((answer.Verdict, answer.Status), Is.EqualTo((Dhcpv6Verdict.Confirmed, 0)));
        answer = _exchange.Send(Confirm, 1, Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(99), Elsewhere));
        Assert.That((answer.Verdict, answer.Status), Is.EqualTo((Dhcpv6Verdict.WrongLink, 4)));
        answer = _exchange.Send(Confirm, 1, Dhcpv6Bytes.Association(1));
        Assert.That((answer.Verdict, answer.Octets.Length), Is.EqualTo((Dhcpv6Verdict.Pointless, 0)));
    }

    [Test]
    public void A_request_for_an_address_of_another_link_is_refused()
    {
        Dhcpv6Answer answer = _exchange.Send(Request, 1, Dhcpv6Bytes.Association(1, Elsewhere));
        Assert.That((answer.Verdict, answer.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.WrongLink, 4)));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
    }

    [Test]
    public void Information_is_given_without_a_lease_and_to_the_nameless()
    {
        byte[] wanted = Dhcpv6Bytes.Option(6, 0, 23, 0, 24, 0, 32);
        Dhcpv6Answer answer = _exchange.Send(Dhcpv6Bytes.Message(Information, wanted));
        Assert.That((answer.Verdict, answer.Type), Is.EqualTo((Dhcpv6Verdict.Informed, (byte)7)));
        Assert.That(answer.Codes, Is.EqualTo(new ushort[] { 2, 23, 24, 32 }));
        Assert.That(answer[32], Is.EqualTo(Dhcpv6Bytes.Number(86_400)));
        Assert.That(_exchange.Send(Information, 1, wanted).Codes, Is.EqualTo(new ushort[] { 1, 2, 23, 24, 32 }));
        Dhcpv6Answer tooMuch = _exchange.Send(Information, 1, Dhcpv6Bytes.Association(1));
        Assert.That(tooMuch.Verdict, Is.EqualTo(Dhcpv6Verdict.Malformed), "RFC 8415 §16.12");
        Assert.That(_exchange.Send(Dhcpv6Bytes.Message(Information, Dhcpv6Exchange.ServerId)).Verdict, Is.EqualTo(Dhcpv6Verdict.Informed));
    }

    [Test]
    public void A_stateless_server_has_no_addresses()
    {
        Dhcpv6Exchange stateless = new(Dhcpv6Exchange.Options with { IsStateful = false });
        Dhcpv6Answer answer = stateless.Send(Solicit, 1, Dhcpv6Bytes.Option(14), Dhcpv6Bytes.Association(1));
        Assert.That((answer.Verdict, answer.Type, answer.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.Exhausted, (byte)2, 2)));
        answer = stateless.Send(Request, 1, Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(0x64)));
        Assert.That((answer.Verdict, answer.Type, answer.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.Exhausted, (byte)7, 2)));
        Assert.That(stateless.Send(Information, 1).Verdict, Is.EqualTo(Dhcpv6Verdict.Informed));
    }

    [Test]
    public void Prefixes_and_temporary_addresses_are_not_given_out()
    {
        byte[] prefix = Dhcpv6Bytes.Option(25, [.. Dhcpv6Bytes.Number(9), .. new byte[8]]);
        byte[] temporary = Dhcpv6Bytes.Option(4, Dhcpv6Bytes.Number(5));
        Dhcpv6Answer offer = _exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(1), prefix, temporary);
        Assert.That(offer.Verdict, Is.EqualTo(Dhcpv6Verdict.Offered));
        Assert.That(Dhcpv6Answer.StatusIn(offer[25]!, 12), Is.EqualTo(6));
        Assert.That(Dhcpv6Answer.StatusIn(offer[4]!, 4), Is.EqualTo(2));
        Dhcpv6Answer renewal = _exchange.Send(Renew, 1, Dhcpv6Bytes.Association(1, offer.Address), prefix);
        Assert.That(Dhcpv6Answer.StatusIn(renewal[25]!, 12), Is.EqualTo(3));
    }

    [Test]
    public void Who_may_name_a_server_and_who_must()
    {
        byte[] other = Dhcpv6Bytes.Option(2, 0, 3, 0, 1, 1, 2, 3, 4, 5, 6);
        byte[] association = Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(0x64));
        foreach (byte type in (byte[])[Solicit, Confirm, Rebind])
        {
            Assert.That(_exchange.Send(type, 1, association, Dhcpv6Exchange.ServerId).Verdict, Is.EqualTo(Dhcpv6Verdict.Malformed));
        }

        foreach (byte type in (byte[])[Request, Renew, Release, Decline])
        {
            Assert.That(Raw(Dhcpv6Bytes.Client(1), association), Is.EqualTo(Dhcpv6Verdict.Malformed));
            Assert.That(Raw(Dhcpv6Bytes.Client(1), other, association), Is.EqualTo(Dhcpv6Verdict.OtherServer));
            Assert.That(Raw(Dhcpv6Exchange.ServerId, association), Is.EqualTo(Dhcpv6Verdict.Malformed), "no client");
            byte[] tooLong = Dhcpv6Bytes.Option(1, new byte[131]);
            Assert.That(Raw(tooLong, Dhcpv6Exchange.ServerId, association), Is.EqualTo(Dhcpv6Verdict.Malformed));

            Dhcpv6Verdict Raw(params byte[][] options)
            {
                Dhcpv6Answer answer = _exchange.Send(Dhcpv6Bytes.Message(type, options));
                Assert.That(answer.Octets, Is.Empty);
                return answer.Verdict;
            }
        }

        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
    }

    [Test]
    public void What_is_not_for_a_server_is_not_answered()
    {
        (byte Type, Dhcpv6Verdict Verdict)[] cases =
        [
            (2, Dhcpv6Verdict.NotARequest), (7, Dhcpv6Verdict.NotARequest), (10, Dhcpv6Verdict.NotARequest),
            (0, Dhcpv6Verdict.Unsupported), (14, Dhcpv6Verdict.Unsupported), (255, Dhcpv6Verdict.Unsupported),
        ];
        foreach ((byte type, Dhcpv6Verdict verdict) in cases)
        {
            Dhcpv6Answer answer = _exchange.Send(type, 1);
            Assert.That((answer.Verdict, answer.Octets.Length), Is.EqualTo((verdict, 0)));
        }

        Assert.That(_exchange.Send(new byte[34].With(0, 12)).Verdict, Is.EqualTo(Dhcpv6Verdict.Relayed));
        Assert.That(_exchange.Send(new byte[34].With(0, 13)).Verdict, Is.EqualTo(Dhcpv6Verdict.NotARequest));
    }

    [Test]
    public void Who_speaks_to_the_server_alone_is_told_to_speak_to_all()
    {
        byte[] association = Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(0x64));
        Dhcpv6Answer answer = _exchange.Send(
            Dhcpv6Bytes.Message(Request, Dhcpv6Bytes.Client(1), Dhcpv6Exchange.ServerId, association), toGroup: false);
        Assert.That((answer.Verdict, answer.Status), Is.EqualTo((Dhcpv6Verdict.NotMulticast, 5)));
        Assert.That(answer.Associations, Is.Empty);
        answer = _exchange.Send(Dhcpv6Bytes.Message(Solicit, Dhcpv6Bytes.Client(1), association), toGroup: false);
        Assert.That((answer.Verdict, answer.Octets.Length), Is.EqualTo((Dhcpv6Verdict.NotMulticast, 0)));
    }

    [Test]
    public void A_full_pool_says_so_and_gives_again_what_comes_back()
    {
        Dhcpv6Exchange small = new(Dhcpv6Exchange.Options with
        {
            PoolFirst = Dhcpv6Exchange.Host(2),
            PoolLast = Dhcpv6Exchange.Host(5),
            FirstChoice = null,
        });
        Assert.That(small.Lease(1), Is.EqualTo(Dhcpv6Exchange.Host(4)), "the gateway and the name server have theirs");
        Assert.That(small.Lease(2), Is.EqualTo(Dhcpv6Exchange.Host(5)));
        Dhcpv6Answer refused = small.Send(Solicit, 3, Dhcpv6Bytes.Association(1));
        Assert.That((refused.Verdict, refused.AssociationStatus), Is.EqualTo((Dhcpv6Verdict.Exhausted, 2)));
        small.Wait(TimeSpan.FromHours(1));
        Assert.That(small.Lease(3), Is.EqualTo(Dhcpv6Exchange.Host(4)), "the one that has been free for longest");
        Assert.That(small.Server.Counters.Expired, Is.EqualTo(2));
    }

    [Test]
    public void The_table_is_bounded()
    {
        Dhcpv6Exchange small = new(Dhcpv6Exchange.Options with { MaximumLeases = 10 });
        for (int client = 0; client < 100; client++)
        {
            _ = small.Send(Solicit, client, Dhcpv6Bytes.Option(14), Dhcpv6Bytes.Association(1));
        }

        Assert.That(small.Server.Leases(small.Now), Has.Length.EqualTo(10));
        Assert.That(small.Server.Counters.Of(Dhcpv6Verdict.Exhausted), Is.EqualTo(90));
    }

    [Test]
    public void Of_very_many_associations_the_first_are_answered()
    {
        Dhcpv6Answer answer = _exchange.Send(
            Solicit, 1, [Dhcpv6Bytes.Option(14), .. Enumerable.Range(0, 40).Select(static i => Dhcpv6Bytes.Association((uint)i))]);
        Assert.That(answer.Associations.Count(), Is.EqualTo(8));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Has.Length.EqualTo(8));
    }

    [Test]
    public void Options_that_contradict_each_other_are_refused()
    {
        static void Make(Dhcpv6ServerOptions options) => _ = new Dhcpv6Server(options, 1);
        Dhcpv6ServerOptions good = Dhcpv6Exchange.Options;
        Assert.That(() => Make(good with { DnsServers = [IpAddress.LoopbackV4] }), Throws.ArgumentException);
        Assert.That(() => Make(good with { PreferredLifetime = TimeSpan.FromHours(2) }), Throws.ArgumentException);
        Assert.That(() => Make(good with { SearchList = ["no name"] }), Throws.ArgumentException);
        Assert.That(() => Make(good with { PoolFirst = Elsewhere }), Throws.ArgumentException);
        Assert.That(() => Make(good with { FirstChoice = Dhcpv6Exchange.Host(3) }), Throws.ArgumentException);
        Assert.That(() => Make(good with { Prefix = IpPrefix.Of(Dhcpv6Exchange.Host(0), 120) }), Throws.Nothing);
    }
}
