using System;
using System.Linq;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Tests.Wire.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dns;

/// <summary>The cache as its users see it: through the front.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DnsCacheTests
{
    private static readonly byte[] Address = [192, 0, 2, 1];
    private readonly byte[] _reply = new byte[65535];
    private DnsFront _front = NewFront(new DnsCacheOptions());

    private static DnsFront NewFront(DnsCacheOptions options) => new(new DnsZone(new DnsZoneOptions(), 1), options, 1);

    private static Instant At(double seconds) => Instant.FromMilliseconds((long)(seconds * 1000));

    private void Learn(byte[] query, byte[] reply, double at = 0)
    {
        Assert.That(DnsQueryView.TryCreate(query, out DnsQueryView view), Is.EqualTo(NetKit.Netstack.Wire.WireError.None));
        _front.Learn(At(at), view, reply);
    }

    private byte[]? Ask(byte[] query, double at = 0, DnsTransport transport = DnsTransport.Udp)
    {
        DnsVerdict verdict = _front.Examine(At(at), query, transport, _reply, out int length, out _);
        return verdict is DnsVerdict.Answered ? _reply[..length] : null;
    }

    [Test]
    public void A_reply_is_played_back_with_the_askers_id_and_letters()
    {
        Learn(DnsBytes.Query("example.com", DnsType.A), DnsBytes.Reply("example.com", DnsType.A, 60, Address));
        byte[]? reply = Ask(DnsBytes.Query("ExAmPle.com", DnsType.A, id: 0x9999));
        byte[] expected = DnsBytes.Reply("ExAmPle.com", DnsType.A, 60, Address);
        expected[0] = expected[1] = 0x99;
        Assert.That(reply, Is.EqualTo(expected));
    }

    [TestCase(0, 60)]
    [TestCase(0.999, 60)]
    [TestCase(1, 59)]
    [TestCase(59.9, 1)]
    public void The_ttl_grows_old(double at, int ttl)
    {
        byte[] query = DnsBytes.Query("example.com", DnsType.A);
        Learn(query, DnsBytes.Reply("example.com", DnsType.A, 60, Address, Address));
        Assert.That(Ask(query, at), Is.EqualTo(DnsBytes.Reply("example.com", DnsType.A, (uint)ttl, Address, Address)));
    }

    [Test]
    public void A_reply_ends_with_its_shortest_ttl()
    {
        byte[] query = DnsBytes.Query("a", DnsType.A);
        byte[] reply =
        [
            .. DnsBytes.Header(0x1234, DnsBytes.Response, 1, 2), .. DnsBytes.Question("a", DnsType.A),
            .. DnsBytes.Record([0xC0, 12], DnsType.Cname, 300, DnsBytes.Name("b")), .. DnsBytes.Record(DnsBytes.Name("b"), DnsType.A, 30, Address),
        ];
        Learn(query, reply);
        Assert.That(Ask(query, 29.9), Is.Not.Null);
        Assert.That(Ask(query, 30), Is.Null);
        Assert.That(_front.CachedMessages, Is.Zero);
    }

    [TestCase(DnsResponseCode.NameError, 300u, 30u, 30)]
    [TestCase(DnsResponseCode.NameError, 20u, 30u, 20)]
    [TestCase(DnsResponseCode.NoError, 300u, 30u, 30)]
    [TestCase(DnsResponseCode.NoError, 99999u, 99999u, 300)]
    public void A_negative_reply_lives_as_long_as_its_soa_says(DnsResponseCode code, uint ttl, uint minimum, int seconds)
    {
        byte[] query = DnsBytes.Query("none.example", DnsType.Aaaa);
        Learn(query, DnsBytes.Negative("none.example", DnsType.Aaaa, code, ttl, minimum));
        Assert.That(Ask(query), Is.EqualTo(DnsBytes.Negative("none.example", DnsType.Aaaa, code, ttl, minimum)));
        Assert.That(Ask(query, seconds - 0.1), Is.Not.Null);
        Assert.That(Ask(query, seconds), Is.Null);
    }

    [Test]
    public void A_long_ttl_is_capped()
    {
        byte[] query = DnsBytes.Query("example.com", DnsType.A);
        Learn(query, DnsBytes.Reply("example.com", DnsType.A, 86400, Address));
        Assert.That(Ask(query, 3599), Is.EqualTo(DnsBytes.Reply("example.com", DnsType.A, 86400 - 3599, Address)));
        Assert.That(Ask(query, 3600), Is.Null);
    }

    [Test]
    public void What_must_not_be_kept_is_not()
    {
        byte[] query = DnsBytes.Query("a", DnsType.A);
        byte[] good = DnsBytes.Reply("a", DnsType.A, 60, Address);
        byte[][] replies =
        [
            DnsBytes.Reply("a", DnsType.A, 0, Address),
            DnsBytes.Reply("a", DnsType.A, 0x8000_0001, Address),
            DnsBytes.Reply("b", DnsType.A, 60, Address),
            DnsBytes.Reply("a", DnsType.Aaaa, 60, new byte[16]),
            DnsBytes.Reply("a", DnsType.A, 60),
            [.. good, 0],
            good[..^1],
            With(good, 2, 0x83),
            With(good, 2, 0x01),
            With(good, 3, 0x82),
            With(good, 3, 0x85),
            With([.. good, .. DnsBytes.Opt(512), .. DnsBytes.Record([0], DnsType.Tsig, 0, [], 255)], 11, 2),
        ];
        foreach (byte[] reply in replies)
        {
            Learn(query, reply);
            Assert.That(_front.CachedMessages, Is.Zero, Convert.ToHexString(reply));
        }

        Learn(query, good);
        Assert.That(_front.CachedMessages, Is.EqualTo(1));
    }

    [Test]
    public void Every_truncation_of_a_reply_is_not_kept()
    {
        byte[] query = DnsBytes.Query("example.com", DnsType.A);
        byte[] reply = DnsBytes.Reply("example.com", DnsType.A, 60, Address, Address);
        for (int length = 0; length < reply.Length; length++)
        {
            Learn(query, reply[..length]);
        }

        Assert.That(_front.CachedMessages, Is.Zero);
    }

    [Test]
    public void Random_replies_never_throw()
    {
        Random random = new(3);
        byte[] query = DnsBytes.Query("example.com", DnsType.A);
        byte[] good = DnsBytes.Reply("example.com", DnsType.A, 60, Address, Address);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] reply = [.. good];
            for (int j = 0; j < 3; j++)
            {
                reply[random.Next(reply.Length)] = (byte)random.Next(256);
            }

            Learn(query, reply, i);
            _ = Ask(query, i + random.Next(100));
        }
    }

    [Test]
    public void Opt_is_hop_by_hop()
    {
        byte[] cookie = DnsBytes.Option(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        byte[] stored = With([.. DnsBytes.Reply("a", DnsType.A, 60, Address), .. DnsBytes.Opt(4096, 0, cookie)], 11, 1);
        Learn(DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(512, 0, DnsBytes.Option(10, 1, 2, 3, 4, 5, 6, 7, 8))), stored);

        Assert.That(Ask(DnsBytes.Query("a", DnsType.A)), Is.EqualTo(DnsBytes.Reply("a", DnsType.A, 60, Address)));
        Assert.That(Ask(DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(512))),
            Is.EqualTo(With([.. DnsBytes.Reply("a", DnsType.A, 60, Address), .. DnsBytes.Opt(1232)], 11, 1)));
    }

    [Test]
    public void Aa_is_not_played_back()
    {
        byte[] query = DnsBytes.Query("a", DnsType.A);
        Learn(query, With(DnsBytes.Reply("a", DnsType.A, 60, Address), 2, 0x85));
        Assert.That(Ask(query)![2], Is.EqualTo(0x81));
    }

    [Test]
    public void Only_a_like_query_shares_a_reply()
    {
        Learn(DnsBytes.Query("a", DnsType.A), DnsBytes.Reply("a", DnsType.A, 60, Address));
        byte[][] others =
        [
            DnsBytes.Query("a", DnsType.Aaaa),
            DnsBytes.Query("a", DnsType.Any),
            DnsBytes.Query("b", DnsType.A),
            DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(512, 0x8000)),
            DnsBytes.Query("a", DnsType.A, flags: 0x0110),
            DnsBytes.Query("a", DnsType.A, flags: 0x0120),
            DnsBytes.Query("a", DnsType.A, flags: 0x0000),
            DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(512, 0, DnsBytes.Option(8, 0, 1, 0, 0))),
        ];
        foreach (byte[] query in others)
        {
            Assert.That(Ask(query), Is.Null, Convert.ToHexString(query));
        }

        Assert.That(Ask(DnsBytes.Query("a", DnsType.A)), Is.Not.Null);
    }

    [Test]
    public void A_long_reply_is_whole_over_tcp_and_cut_over_udp()
    {
        byte[] query = DnsBytes.Query("txt", DnsType.Txt);
        byte[] whole = DnsBytes.Reply("txt", DnsType.Txt, 60, [.. Enumerable.Repeat(new byte[200], 20)]);
        Learn(query, whole);
        Assert.That(Ask(query, transport: DnsTransport.Tcp), Is.EqualTo(whole));
        byte[] cut = Ask(query)!;
        Assert.That(cut, Has.Length.LessThanOrEqualTo(512));
        Assert.That(cut[2] & 2, Is.EqualTo(2), "TC");
        Assert.That(Ask(DnsBytes.Query("txt", DnsType.Txt, DnsBytes.Opt(8192)))![2] & 2, Is.Zero);
    }

    [Test]
    public void News_takes_the_place_of_what_is_known()
    {
        byte[] query = DnsBytes.Query("a", DnsType.A);
        Learn(query, DnsBytes.Reply("a", DnsType.A, 60, Address));
        Learn(query, DnsBytes.Reply("a", DnsType.A, 60, [9, 9, 9, 9]), 10);
        Assert.That(_front.CachedMessages, Is.EqualTo(1));
        Assert.That(Ask(query, 10), Is.EqualTo(DnsBytes.Reply("a", DnsType.A, 60, [9, 9, 9, 9])));
    }

    [Test]
    public void Everything_is_forgotten_on_demand()
    {
        byte[] query = DnsBytes.Query("a", DnsType.A);
        Learn(query, DnsBytes.Reply("a", DnsType.A, 60, Address));
        _front.ForgetCache();
        Assert.That(Ask(query), Is.Null);
    }

    [Test]
    public void A_cache_of_no_entries_keeps_nothing()
    {
        _front = NewFront(new DnsCacheOptions { Entries = 0 });
        byte[] query = DnsBytes.Query("a", DnsType.A);
        Learn(query, DnsBytes.Reply("a", DnsType.A, 60, Address));
        Assert.That(Ask(query), Is.Null);
    }

    [TestCase(8, 1 << 16)]
    [TestCase(1000, 4096)]
    [TestCase(50, 4096)]
    public void The_oldest_goes_when_a_bound_is_reached_and_what_stays_is_right(int entries, int octets)
    {
        _front = NewFront(new DnsCacheOptions { Entries = entries, Octets = octets });
        Random random = new(entries);
        byte[][] queries = [.. Enumerable.Range(0, 300).Select(static i => DnsBytes.Query($"n{i}.example", DnsType.Txt, id: (ushort)i))];
        byte[][] replies = new byte[300][];
        int hits = 0;
        for (int round = 0; round < 5000; round++)
        {
            int i = random.Next(300);
            byte[]? found = Ask(queries[i], transport: DnsTransport.Tcp);
            if (found is not null)
            {
                hits++;
                Assert.That(found, Is.EqualTo(replies[i]));
            }

            byte[] text = new byte[random.Next(1, 300)];
            random.NextBytes(text);
            replies[i] = DnsBytes.Reply($"n{i}.example", DnsType.Txt, 60, text);
            replies[i][0] = (byte)(i >> 8);
            replies[i][1] = (byte)i;
            Learn(queries[i], replies[i]);
            Assert.That(Ask(queries[i], transport: DnsTransport.Tcp), Is.EqualTo(replies[i]));
            Assert.That(_front.CachedMessages, Is.LessThanOrEqualTo(Math.Min(entries, octets / 30)));
        }

        Assert.That(hits, Is.GreaterThan(50));
    }

    private static byte[] With(byte[] message, int index, byte value)
    {
        byte[] copy = [.. message];
        copy[index] = value;
        return copy;
    }
}
