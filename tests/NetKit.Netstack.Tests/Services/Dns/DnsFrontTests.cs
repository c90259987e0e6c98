using System;
using System.Collections.Generic;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Tests.Wire.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dns;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DnsFrontTests
{
    private static readonly IpAddress Gateway = IpAddress.FromV4(10, 0, 2, 2);
    private static readonly IpAddress Web = IpAddress.FromV4(10, 0, 2, 100);
    private readonly byte[] _reply = new byte[65535];
    private readonly DnsFront _front = NewFront();

    private static DnsFront NewFront()
    {
        _ = IpPrefix.TryParse("10.0.2.0/24", out IpPrefix subnet);
        DnsZone zone = new(new DnsZoneOptions
        {
            Gateways = [Gateway],
            Endpoints = [new DnsHost("web", [Web]), new DnsHost("no name", [Web])],
            Subnets = [subnet],
        }, 1);
        DnsFront front = new(zone, new DnsCacheOptions(), 1);
        string hosts = "127.0.0.1 localhost\n127.0.1.1\tmybox # me\n192.0.2.7  Printer.lan printer\n2001:db8::7 printer.lan\nbad line\n::1 ip6-localhost\n";
        front.Hosts = new DnsHostTable(HostsFile.Parse(hosts, [Gateway]), 1);
        return front;
    }

    private DnsVerdict Ask(byte[] message, out byte[] reply, DnsTransport transport = DnsTransport.Udp)
    {
        DnsVerdict verdict = _front.Examine(Instant.Zero, message, transport, _reply, out int length, out _);
        reply = _reply[..length];
        return verdict;
    }

    private (DnsResponseCode Code, byte[][] Answers, bool HasSoa) Local(string name, DnsType type)
    {
        byte[] query = DnsBytes.Query(name, type);
        Assert.That(Ask(query, out byte[] reply), Is.EqualTo(DnsVerdict.Answered));
        _ = DnsHeader.TryParse(reply, out DnsHeader header);
        Assert.That(header.Id, Is.EqualTo(0x1234));
        Assert.That(header.Flags, Is.EqualTo(DnsHeaderBits.Response | DnsHeaderBits.Authoritative | DnsHeaderBits.RecursionDesired
            | DnsHeaderBits.RecursionAvailable));
        Assert.That(reply.AsSpan(12, query.Length - 12).SequenceEqual(query.AsSpan(12)), Is.True, "the question is repeated as it was");

        List<byte[]> answers = [];
        bool authority = false;
        DnsRecordWalker walker = new(reply, header, query.Length);
        while (walker.MoveNext())
        {
            DnsRecord record = walker.Current;
            authority |= record is { Section: DnsSection.Authority, Type: DnsType.Soa };
            if (record.Section is DnsSection.Answer)
            {
                answers.Add(reply[record.DataOffset..record.End]);
            }
        }

        Assert.That((walker.Error, walker.Offset), Is.EqualTo((WireError.None, reply.Length)));
        return (header.ResponseCode, [.. answers], authority);
    }

    [TestCase("host.netkit.internal", "10.0.2.2")]
    [TestCase("HOST.docker.internal", "10.0.2.2")]
    [TestCase("gateway.docker.internal", "10.0.2.2")]
    [TestCase("web", "10.0.2.100")]
    [TestCase("Web.NetKit.Internal", "10.0.2.100")]
    [TestCase("localhost", "127.0.0.1")]
    [TestCase("my.localhost", "127.0.0.1")]
    [TestCase("printer.lan", "192.0.2.7")]
    [TestCase("printer", "192.0.2.7")]
    public void A_local_name_has_its_address(string name, string expected)
    {
        _ = IpAddress.TryParse(expected, out IpAddress address);
        byte[] octets = new byte[4];
        address.WriteV4(octets);
        (DnsResponseCode code, byte[][] answers, bool _) = Local(name, DnsType.A);
        Assert.That(code, Is.EqualTo(DnsResponseCode.NoError));
        Assert.That(answers, Is.EqualTo(new[] { octets }));
    }

    [TestCase("host.netkit.internal", DnsType.Aaaa)]
    [TestCase("web", DnsType.Mx)]
    [TestCase("printer", DnsType.Aaaa)]
    [TestCase("printer.lan", DnsType.Txt)]
    [TestCase("localhost", DnsType.Srv)]
    [TestCase("netkit.internal", DnsType.A)]
    [TestCase("2.2.0.10.in-addr.arpa", DnsType.A)]
    public void A_known_name_without_the_type_is_empty_and_not_missing(string name, DnsType type)
    {
        (DnsResponseCode code, byte[][] answers, bool soa) = Local(name, type);
        Assert.That((code, answers.Length, soa), Is.EqualTo((DnsResponseCode.NoError, 0, true)));
    }

    [TestCase("nobody.netkit.internal", DnsType.A)]
    [TestCase("a.b.netkit.internal", DnsType.Txt)]
    [TestCase("anything.invalid", DnsType.A)]
    [TestCase("something.onion", DnsType.Aaaa)]
    [TestCase("77.2.0.10.in-addr.arpa", DnsType.Ptr)]
    [TestCase("9.0.0.127.in-addr.arpa", DnsType.Ptr)]
    public void A_name_that_would_be_ours_does_not_exist_and_is_not_leaked(string name, DnsType type)
    {
        (DnsResponseCode code, byte[][] answers, bool soa) = Local(name, type);
        Assert.That((code, answers.Length, soa), Is.EqualTo((DnsResponseCode.NameError, 0, true)));
    }

    [TestCase("2.2.0.10.in-addr.arpa", "host.netkit.internal")]
    [TestCase("100.2.0.10.in-addr.arpa", "web.netkit.internal")]
    [TestCase("1.0.0.127.in-addr.arpa", "localhost")]
    [TestCase("7.2.0.192.in-addr.arpa", "Printer.lan")]
    public void An_address_has_its_name(string name, string expected)
    {
        (DnsResponseCode code, byte[][] answers, bool _) = Local(name, DnsType.Ptr);
        Assert.That(code, Is.EqualTo(DnsResponseCode.NoError));
        Assert.That(answers, Is.EqualTo(new[] { DnsBytes.Name(expected) }));
    }

    [Test]
    public void A_loopback_entry_of_the_hosts_file_is_the_host() =>
        Assert.That(Local("mybox", DnsType.A).Answers, Is.EqualTo(new byte[][] { [10, 0, 2, 2] }));

    [Test]
    public void All_addresses_are_given_to_any_and_the_family_to_the_others()
    {
        Assert.That(Local("localhost", DnsType.Any).Answers, Has.Length.EqualTo(2));
        Assert.That(Local("localhost", DnsType.Aaaa).Answers[0], Has.Length.EqualTo(16));
        Assert.That(Local("printer.lan", DnsType.Aaaa).Answers[0], Has.Length.EqualTo(16));
    }

    [Test]
    public void The_zone_has_an_soa_of_its_own() =>
        Assert.That(Local("netkit.internal", DnsType.Soa).Answers, Has.Length.EqualTo(1));

    [TestCase("example.com", DnsType.A)]
    [TestCase("example.com", (DnsType)65280)]
    [TestCase("unknown", DnsType.A)]
    [TestCase("other.docker.internal", DnsType.A)]
    [TestCase("notnetkit.internal", DnsType.A)]
    [TestCase("1.1.168.192.in-addr.arpa", DnsType.Ptr)]
    [TestCase("3.0.10.in-addr.arpa", DnsType.Soa)]
    [TestCase("", DnsType.Ns)]
    [TestCase("ip6-localhost", DnsType.Aaaa)]
    public void What_is_not_ours_is_forwarded(string name, DnsType type)
    {
        Assert.That(Ask(DnsBytes.Query(name, type), out _), Is.EqualTo(DnsVerdict.Forward));
        Assert.That(_front.Statistics.Forwarded, Is.EqualTo(1));
    }

    [Test]
    public void A_response_and_a_stub_of_a_header_are_dropped()
    {
        Assert.That(Ask(DnsBytes.Reply("web", DnsType.A, 1), out _), Is.EqualTo(DnsVerdict.Drop));
        Assert.That(Ask(new byte[11], out _), Is.EqualTo(DnsVerdict.Drop));
        Assert.That(Ask([], out _), Is.EqualTo(DnsVerdict.Drop));
        Assert.That(_front.Statistics, Is.EqualTo(new DnsStatistics(0, 0, 0, 0, 0, 3)));
    }

    [Test]
    public void A_broken_query_is_a_format_error()
    {
        byte[] query = DnsBytes.Query("web", DnsType.A);
        for (int length = DnsHeader.Length; length < query.Length; length++)
        {
            Assert.That(Ask(query[..length], out byte[] reply), Is.EqualTo(DnsVerdict.Answered));
            Assert.That(reply, Is.EqualTo(DnsBytes.Header(0x1234, 0x8181, 0)));
        }

        Assert.That(_front.Statistics.Malformed, Is.EqualTo(query.Length - DnsHeader.Length));
    }

    [Test]
    public void Another_opcode_is_not_implemented()
    {
        Assert.That(Ask(DnsBytes.Query("web", DnsType.Soa, flags: 0x2800), out byte[] reply), Is.EqualTo(DnsVerdict.Answered));
        Assert.That(reply, Is.EqualTo(DnsBytes.Header(0x1234, 0xA884, 0)));
    }

    [TestCase(DnsType.Axfr)]
    [TestCase(DnsType.Ixfr)]
    public void A_zone_transfer_is_refused(DnsType type)
    {
        Assert.That(Ask(DnsBytes.Query("example.com", type), out byte[] reply, DnsTransport.Tcp), Is.EqualTo(DnsVerdict.Answered));
        Assert.That(reply[3] & 15, Is.EqualTo((int)DnsResponseCode.Refused));
    }

    [TestCase("version.bind")]
    [TestCase("id.server")]
    [TestCase("web.netkit.internal")]
    public void A_question_of_another_class_is_refused(string name)
    {
        byte[] query = [.. DnsBytes.Header(0x1234, 0x0100, 1), .. DnsBytes.Question(name, DnsType.Txt, DnsClass.Chaos)];
        Assert.That(Ask(query, out byte[] reply), Is.EqualTo(DnsVerdict.Answered));
        Assert.That(reply[3] & 15, Is.EqualTo((int)DnsResponseCode.Refused));
    }

    [Test]
    public void Another_edns_version_is_answered_with_badvers()
    {
        Assert.That(Ask(DnsBytes.Query("web", DnsType.A, DnsBytes.Opt(1232, 0x0001_0000)), out byte[] reply), Is.EqualTo(DnsVerdict.Answered));
        Assert.That(reply[3] & 15, Is.Zero);
        Assert.That(reply[^6], Is.EqualTo(1), "the upper bits of 16");
    }

    [Test]
    public void The_statistics_add_up_over_random_octets()
    {
        Random random = new(7);
        byte[] query = DnsBytes.Query("web", DnsType.A, DnsBytes.Opt(1232));
        for (int i = 0; i < 50_000; i++)
        {
            byte[] message = query[..random.Next(query.Length + 1)];
            if (message.Length > 0)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            _ = Ask(message, out _);
        }

        Assert.That(_front.Statistics.Examined, Is.EqualTo(50_000));
    }

    [Test]
    public void A_local_answer_and_a_cached_one_allocate_nothing()
    {
        byte[] local = DnsBytes.Query("host.docker.internal", DnsType.A, DnsBytes.Opt(1232));
        byte[] cached = DnsBytes.Query("example.com", DnsType.A, DnsBytes.Opt(1232));
        _ = DnsQueryView.TryCreate(cached, out DnsQueryView query);
        _front.Learn(Instant.Zero, query, DnsBytes.Reply("example.com", DnsType.A, 60, [1, 2, 3, 4]));
        Run(10);

        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That((_front.Statistics.Local, _front.Statistics.Cached), Is.EqualTo((1010, 1010)));

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _ = _front.Examine(Instant.Zero, local, DnsTransport.Udp, _reply, out _, out _);
                _ = _front.Examine(Instant.Zero, cached, DnsTransport.Udp, _reply, out _, out _);
            }
        }
    }
}
