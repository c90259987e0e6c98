using System;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>Who is told no (RFC 2131 §4.3.2), and who hears nothing at all.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DhcpRefusalTests
{
    private readonly DhcpExchange _exchange = new();
    private readonly DhcpExchange _humble = new(DhcpExchange.Options with { IsAuthoritative = false });

    private static void IsRefused(DhcpAnswer answer)
    {
        Assert.That((answer.Verdict, answer[53]![0]), Is.EqualTo((DhcpVerdict.Refused, (byte)6)));
        Assert.That((answer.Address, answer.Client), Is.EqualTo((IpAddress.AnyV4, IpAddress.AnyV4)));
        Assert.That(answer[54], Is.EqualTo(DhcpBytes.Octets(DhcpExchange.Gateway)));
        Assert.That(answer[56], Is.Not.Empty);
        Assert.That((answer[51], answer[1]), Is.EqualTo(((byte[]?)null, (byte[]?)null)));
        Assert.That(answer.Where, Is.EqualTo(new DhcpReply(answer.Octets.Length, IpAddress.BroadcastV4, MacAddress.Broadcast)));
    }

    [Test]
    public void An_address_of_another_network_is_refused_in_every_state()
    {
        IpAddress foreign = IpAddress.FromV4(192, 168, 65, 3);
        foreach (DhcpExchange exchange in (DhcpExchange[])[_exchange, _humble])
        {
            IsRefused(exchange.Reboot(1, foreign));
            IsRefused(exchange.Renew(1, foreign));
            IsRefused(exchange.Select(1, foreign));
        }
    }

    [Test]
    public void An_address_that_is_not_the_clients_is_refused()
    {
        IpAddress first = _exchange.Lease(1);
        IpAddress second = _exchange.Lease(2);
        IsRefused(_exchange.Reboot(1, second));
        IsRefused(_exchange.Renew(1, second));
        IsRefused(_exchange.Select(1, second));
        IsRefused(_exchange.Reboot(1, DhcpExchange.Host(200)));
        IsRefused(_exchange.Reboot(3, first));
        Assert.That(_exchange.Server.Find(_exchange.Now, first)!.Mac, Is.EqualTo(DhcpExchange.Mac(1)), "a refusal takes nothing away");
        Assert.That(_exchange.Server.Find(_exchange.Now, second)!.Mac, Is.EqualTo(DhcpExchange.Mac(2)));
    }

    [Test]
    public void An_address_that_nobody_can_have_is_refused()
    {
        IsRefused(_exchange.Reboot(1, DhcpExchange.Gateway));
        IsRefused(_exchange.Reboot(1, DhcpExchange.Host(0)));
        IsRefused(_exchange.Reboot(1, DhcpExchange.Host(255)));
        IsRefused(_exchange.Renew(1, DhcpExchange.Host(3)));
    }

    [Test]
    public void An_unknown_client_keeps_its_address_where_there_is_no_other_server()
    {
        Assert.That(_exchange.Reboot(1, DhcpExchange.Host(50)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
        Assert.That(_exchange.Renew(2, DhcpExchange.Host(51)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));
    }

    [Test]
    public void An_unknown_client_hears_nothing_where_there_may_be_another_server()
    {
        Assert.That(_humble.Reboot(1, DhcpExchange.Host(50)).Verdict, Is.EqualTo(DhcpVerdict.Stranger));
        Assert.That(_humble.Renew(2, DhcpExchange.Host(51)).Verdict, Is.EqualTo(DhcpVerdict.Stranger));
        Assert.That(_humble.Select(3, DhcpExchange.Host(52)).Verdict, Is.EqualTo(DhcpVerdict.Acknowledged), "it names this one");
    }

    [Test]
    public void A_refusal_repeats_the_client_identifier() =>
        Assert.That(_exchange.Reboot(1, DhcpExchange.Gateway, DhcpBytes.Option(61, 7, 7, 7))[61], Is.EqualTo(new byte[] { 7, 7, 7 }));

    [Test]
    public void A_request_for_nothing_is_malformed() =>
        Assert.That(_exchange.Renew(1, default).Verdict, Is.EqualTo(DhcpVerdict.Malformed));

    [TestCase((byte)0)]
    [TestCase((byte)2)]
    [TestCase((byte)255)]
    public void An_inform_from_no_host_is_malformed(byte last) =>
        Assert.That(_exchange.Inform(1, DhcpExchange.Host(last)).Verdict, Is.EqualTo(DhcpVerdict.Malformed));

    [Test]
    public void An_inform_from_elsewhere_is_malformed()
    {
        Assert.That(_exchange.Inform(1, IpAddress.FromV4(192, 0, 2, 1)).Verdict, Is.EqualTo(DhcpVerdict.Malformed));
        Assert.That(_exchange.Inform(1, IpAddress.AnyV4).Verdict, Is.EqualTo(DhcpVerdict.Malformed));
    }

    [TestCase((byte)2)]
    [TestCase((byte)5)]
    [TestCase((byte)6)]
    [TestCase((byte)9)]
    [TestCase((byte)255)]
    public void A_type_that_is_no_clients_is_dropped(byte type) =>
        Assert.That(_exchange.Send(DhcpExchange.Message(type, 1, default)).Verdict, Is.EqualTo(DhcpVerdict.Unsupported));

    [Test]
    public void What_comes_through_a_relay_is_dropped() =>
        Assert.That(
            _exchange.Send(DhcpBytes.Message(
                DhcpBytes.Fixed(1, DhcpExchange.Mac(1), relay: DhcpExchange.Host(9)), DhcpBytes.Option(53, 1))).Verdict,
            Is.EqualTo(DhcpVerdict.Relayed));

    [Test]
    public void The_reply_of_another_server_is_dropped() =>
        Assert.That(
            _exchange.Send(DhcpBytes.Message(DhcpBytes.Fixed(2, DhcpExchange.Mac(1)), DhcpBytes.Option(53, 2))).Verdict,
            Is.EqualTo(DhcpVerdict.NotARequest));

    [TestCase(0UL)]
    [TestCase(0xFFFF_FFFF_FFFFUL)]
    [TestCase(0x0100_5E00_0001UL)]
    public void A_client_without_an_address_of_its_own_is_dropped(ulong mac) =>
        Assert.That(
            _exchange.Send(DhcpBytes.Message(DhcpBytes.Fixed(1, new MacAddress(mac)), DhcpBytes.Option(53, 1))).Verdict,
            Is.EqualTo(DhcpVerdict.StrangeHardware));

    [Test]
    public void Hardware_that_is_no_Ethernet_is_dropped() =>
        Assert.That(
            _exchange.Send(DhcpExchange.Message(1, 1, default).With(1, 32)).Verdict, Is.EqualTo(DhcpVerdict.StrangeHardware));

    [Test]
    public void Every_truncation_of_the_fixed_part_is_malformed()
    {
        byte[] message = DhcpExchange.Message(1, 1, default);
        for (int length = 0; length < 236; length++)
        {
            Assert.That(_exchange.Send(message[..length]).Verdict, Is.EqualTo(DhcpVerdict.Malformed));
        }
    }

    [Test]
    public void A_buffer_too_small_for_a_reply_is_the_callers_mistake() =>
        Assert.That(
            () => _exchange.Server.Answer(_exchange.Now, DhcpExchange.Message(1, 1, default), new byte[547], out _),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
}
