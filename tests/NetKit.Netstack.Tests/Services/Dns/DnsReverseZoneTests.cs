using System;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Tests.Wire.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dns;

/// <summary>Names in the reverse zones of NetKit's own networks: none of them is anybody else's business.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DnsReverseZoneTests
{
    private const string V6Zone = "0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa";

    private readonly byte[] _reply = new byte[65535];
    private readonly DnsFront _front = NewFront();

    [TestCase("2.0.10.in-addr.arpa", DnsResponseCode.NoError)]
    [TestCase("2.0.10.IN-ADDR.ARPA", DnsResponseCode.NoError)]
    [TestCase("x.2.0.10.in-addr.arpa", DnsResponseCode.NameError)]
    [TestCase("256.2.0.10.in-addr.arpa", DnsResponseCode.NameError)]
    [TestCase("7.100.2.0.10.in-addr.arpa", DnsResponseCode.NameError)]
    [TestCase("b._dns-sd._udp.0.2.0.10.in-addr.arpa", DnsResponseCode.NameError)]
    [TestCase("17.172.in-addr.arpa", DnsResponseCode.NoError)]
    [TestCase("5.17.172.in-addr.arpa", DnsResponseCode.NoError)]
    [TestCase("6.17.172.in-addr.arpa", DnsResponseCode.NameError)]
    [TestCase("127.in-addr.arpa", DnsResponseCode.NoError)]
    [TestCase("lb._dns-sd._udp.0.0.0.127.in-addr.arpa", DnsResponseCode.NameError)]
    [TestCase(V6Zone, DnsResponseCode.NoError)]
    [TestCase("0.0." + V6Zone, DnsResponseCode.NoError)]
    [TestCase("1." + V6Zone, DnsResponseCode.NameError)]
    [TestCase("g." + V6Zone, DnsResponseCode.NameError)]
    public void A_name_in_a_zone_of_ours_is_answered_here(string name, DnsResponseCode expected)
    {
        (DnsVerdict verdict, DnsResponseCode code, int answers) = Ask(name, DnsType.Ptr);
        Assert.That((verdict, code, answers), Is.EqualTo((DnsVerdict.Answered, expected, 0)));
    }

    [TestCase("2.0.10.in-addr.arpa")]
    [TestCase(V6Zone)]
    public void A_zone_has_a_beginning_of_authority(string name) =>
        Assert.That(Ask(name, DnsType.Soa), Is.EqualTo((DnsVerdict.Answered, DnsResponseCode.NoError, 1)));

    [TestCase("in-addr.arpa")]
    [TestCase("10.in-addr.arpa")]
    [TestCase("0.10.in-addr.arpa")]
    [TestCase("3.0.10.in-addr.arpa")]
    [TestCase("x.3.0.10.in-addr.arpa")]
    [TestCase("18.172.in-addr.arpa")]
    [TestCase("ip6.arpa")]
    [TestCase("d.f.ip6.arpa")]
    [TestCase("1.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa")]
    [TestCase("x.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa")]
    [TestCase("1.2.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa")]
    public void A_name_elsewhere_is_forwarded(string name) =>
        Assert.That(Ask(name, DnsType.Ptr).Verdict, Is.EqualTo(DnsVerdict.Forward));

    private static DnsFront NewFront()
    {
        _ = IpPrefix.TryParse("10.0.2.0/24", out IpPrefix small);
        _ = IpPrefix.TryParse("172.17.0.0/16", out IpPrefix large);
        _ = IpPrefix.TryParse("fd00::/64", out IpPrefix v6);
        DnsZone zone = new(new DnsZoneOptions
        {
            Gateways = [small.At(2), v6.At(2)],
            Endpoints = [new DnsHost("web", [small.At(100), v6.At(100)]), new DnsHost("other", [large.At(0x501)])],
            Subnets = [small, large, v6],
        }, 1);
        return new DnsFront(zone, new DnsCacheOptions(), 1);
    }

    private (DnsVerdict Verdict, DnsResponseCode Code, int Answers) Ask(string name, DnsType type)
    {
        byte[] query = DnsBytes.Query(name, type);
        DnsVerdict verdict = _front.Examine(Instant.Zero, query, DnsTransport.Udp, _reply, out int length, out _);
        return DnsHeader.TryParse(_reply.AsSpan(0, length), out DnsHeader header) is WireError.None
            ? (verdict, header.ResponseCode, header.Answers)
            : (verdict, default, 0);
    }
}
