using System;
using System.Linq;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dns;

[TestFixture]
internal sealed class DnsReplyTests
{
    private readonly byte[] _reply = new byte[65535];

    [Test]
    public void An_address_reply_is_written_octet_by_octet()
    {
        byte[] message = DnsBytes.Query("Host.X", DnsType.A, DnsBytes.Opt(4096, 0x0000_8000, DnsBytes.Option(10, 1, 2, 3, 4, 5, 6, 7, 8)));
        _ = DnsQueryView.TryCreate(message, out DnsQueryView query);
        DnsReplyWriter writer = new(_reply, query, 4096, DnsHeaderBits.Authoritative);
        Assert.That(writer.TryAddAddress(12, IpAddress.FromV4(10, 0, 2, 2), 5), Is.True);
        int length = writer.Finish(DnsResponseCode.NoError);

        byte[] expected =
        [
            .. DnsBytes.Header(0x1234, 0x8580, 1, 1, 0, 1), .. DnsBytes.Question("Host.X", DnsType.A),
            .. DnsBytes.Record([0xC0, 12], DnsType.A, 5, [10, 0, 2, 2]), .. DnsBytes.Opt(1232, 0x0000_8000),
        ];
        Assert.That(_reply[..length], Is.EqualTo(expected));
    }

    [Test]
    public void A_version_that_is_not_known_is_said_with_all_twelve_bits()
    {
        _ = DnsQueryView.TryCreate(DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(512, 0x0001_0000)), out DnsQueryView query);
        Assert.That(query.Opt.Version, Is.EqualTo(1));
        int length = new DnsReplyWriter(_reply, query, 512, DnsHeaderBits.None).Finish(DnsResponseCode.BadVersion);
        Assert.That(_reply[..length], Is.EqualTo(
            (byte[])[.. DnsBytes.Header(0x1234, 0x8180, 1, 0, 0, 1), .. DnsBytes.Question("a", DnsType.A), .. DnsBytes.Opt(1232, 0x0100_0000)]));
    }

    [Test]
    public void Addresses_that_do_not_fit_are_left_out_and_tc_says_so()
    {
        _ = DnsQueryView.TryCreate(DnsBytes.Query("many", DnsType.A, DnsBytes.Opt(512)), out DnsQueryView query);
        DnsReplyWriter writer = new(_reply, query, query.PayloadLimit, DnsHeaderBits.None);
        int added = 0;
        for (uint i = 0; i < 64; i++)
        {
            added += writer.TryAddAddress(12, IpAddress.FromV4(i), 5) ? 1 : 0;
        }

        int length = writer.Finish(DnsResponseCode.NoError);
        Assert.That(added, Is.EqualTo((512 - 12 - 10 - 11) / 16));
        Assert.That(length, Is.LessThanOrEqualTo(512));
        AssertWellFormed(_reply.AsSpan(0, length), added, additionals: 1, truncated: true);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_long_reply_is_cut_at_a_record_for_every_limit(bool withOpt)
    {
        byte[] whole = DnsBytes.Reply("name.example", DnsType.Txt, 60, [.. Enumerable.Range(0, 40).Select(static i => new byte[i + 1])]);
        if (withOpt)
        {
            whole = [.. whole, .. DnsBytes.Opt(1232, 0, DnsBytes.Option(10, new byte[16]))];
            whole[11] = 1;
        }

        for (int limit = 512; limit <= whole.Length; limit++)
        {
            byte[] message = [.. whole];
            int length = DnsReplyCutter.Cut(message, limit);
            _ = DnsHeader.TryParse(message, out DnsHeader header);
            Assert.That(length, Is.GreaterThan(limit - 60).And.LessThanOrEqualTo(limit));
            AssertWellFormed(message.AsSpan(0, length), header.Answers, withOpt ? 1 : 0, truncated: limit < whole.Length);
        }
    }

    [Test]
    public void A_reply_that_fits_is_left_alone()
    {
        byte[] whole = DnsBytes.Reply("a", DnsType.A, 60, [1, 2, 3, 4]);
        byte[] message = [.. whole];
        Assert.That(DnsReplyCutter.Cut(message, whole.Length), Is.EqualTo(whole.Length));
        Assert.That(message, Is.EqualTo(whole));
    }

    [Test]
    public void A_reply_that_is_broken_is_not_cut_but_refused()
    {
        byte[] message = DnsBytes.Reply("a", DnsType.Txt, 60, new byte[600]);
        Assert.That(DnsReplyCutter.Cut(message.AsSpan(0, 580), 512), Is.Zero);
    }

    [TestCase("2.2.0.10.in-addr.arpa", "10.0.2.2")]
    [TestCase("255.255.255.255.IN-ADDR.arpa", "255.255.255.255")]
    [TestCase("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.D.f.ip6.arpa", "fd00::1")]
    public void A_reverse_name_is_an_address(string text, string address)
    {
        byte[] name = DnsBytes.Name(text);
        _ = IpAddress.TryParse(address, out IpAddress expected);
        Assert.That(DnsReverseName.TryParse(name, out IpAddress found), Is.True);
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(DnsName.AreEqual(DnsReverseName.Of(expected), name), Is.True);
    }

    [TestCase("2.0.10.in-addr.arpa")]
    [TestCase("1.2.2.0.10.in-addr.arpa")]
    [TestCase("256.2.0.10.in-addr.arpa")]
    [TestCase("x.2.0.10.in-addr.arpa")]
    [TestCase("0001.2.0.10.in-addr.arpa")]
    [TestCase("in-addr.arpa")]
    [TestCase("1.0.ip6.arpa")]
    [TestCase("g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.D.f.ip6.arpa")]
    [TestCase("2.2.0.10.in-addr.arpa.example")]
    public void What_is_not_the_reverse_name_of_one_address_is_not(string text) =>
        Assert.That(DnsReverseName.TryParse(DnsBytes.Name(text), out _), Is.False);

    private static void AssertWellFormed(ReadOnlySpan<byte> message, int answers, int additionals, bool truncated)
    {
        _ = DnsHeader.TryParse(message, out DnsHeader header);
        Assert.That(DnsQuestion.TryParse(message, out DnsQuestion question), Is.EqualTo(WireError.None));
        DnsRecordWalker walker = new(message, header, question.End);
        int records = 0;
        while (walker.MoveNext())
        {
            records++;
        }

        Assert.That(walker.Error, Is.EqualTo(WireError.None));
        Assert.That(walker.Offset, Is.EqualTo(message.Length));
        Assert.That(records, Is.EqualTo(answers + additionals));
        Assert.That(header.Answers, Is.EqualTo(answers));
        Assert.That(header.Additionals, Is.EqualTo(additionals));
        Assert.That(header.IsTruncated, Is.EqualTo(truncated));
    }
}
