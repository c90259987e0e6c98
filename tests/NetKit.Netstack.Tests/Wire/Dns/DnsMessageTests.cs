using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dns;

[TestFixture]
internal sealed class DnsMessageTests
{
    private static readonly byte[] Cookie = DnsBytes.Option(10, 1, 2, 3, 4, 5, 6, 7, 8);

    [Test]
    public void A_header_is_read_and_written_back()
    {
        byte[] octets = [0x12, 0x34, 0xA9, 0xB3, 0, 1, 0, 2, 0, 3, 0, 4];
        Assert.That(DnsHeader.TryParse(octets, out DnsHeader header), Is.EqualTo(WireError.None));
        Assert.That(header.Id, Is.EqualTo(0x1234));
        Assert.That(header.Opcode, Is.EqualTo(DnsOpcode.Update));
        Assert.That(header.ResponseCode, Is.EqualTo(DnsResponseCode.NameError));
        Assert.That(header.Flags, Is.EqualTo(DnsHeaderBits.Response | DnsHeaderBits.RecursionDesired | DnsHeaderBits.RecursionAvailable
            | DnsHeaderBits.AuthenticData | DnsHeaderBits.CheckingDisabled));
        Assert.That((header.Questions, header.Answers, header.Authorities, header.Additionals), Is.EqualTo((1, 2, 3, 4)));

        byte[] written = new byte[DnsHeader.Length];
        header.Emit(written);
        Assert.That(written, Is.EqualTo(octets));
        for (int length = 0; length < octets.Length; length++)
        {
            Assert.That(DnsHeader.TryParse(octets.AsSpan(0, length), out _), Is.EqualTo(WireError.Truncated));
        }
    }

    [Test]
    public void A_plain_query_is_read()
    {
        Assert.That(DnsQueryView.TryCreate(DnsBytes.Query("Www.Example", DnsType.Mx), out DnsQueryView query), Is.EqualTo(WireError.None));
        Assert.That(query.Question.Name.ToArray(), Is.EqualTo(DnsBytes.Name("Www.Example")));
        Assert.That(query.Question.Type, Is.EqualTo(DnsType.Mx));
        Assert.That(query.Question.Class, Is.EqualTo(DnsClass.Internet));
        Assert.That(query.HasOpt, Is.False);
        Assert.That(query.IsPlain, Is.True);
        Assert.That(query.PayloadLimit, Is.EqualTo(512));
    }

    [Test]
    public void Edns_is_read()
    {
        byte[] message = DnsBytes.Query("a.b", DnsType.A, DnsBytes.Opt(4096, 0x0000_8000, Cookie));
        Assert.That(DnsQueryView.TryCreate(message, out DnsQueryView query), Is.EqualTo(WireError.None));
        Assert.That(query.HasOpt, Is.True);
        Assert.That(query.Opt, Is.EqualTo(new DnsOpt(4096, 0, 0, 0x8000)));
        Assert.That(query.Opt.DnssecOk, Is.True);
        Assert.That(query.PayloadLimit, Is.EqualTo(4096));
        Assert.That(query.IsPlain, Is.True);
    }

    [TestCase(0, 512)]
    [TestCase(511, 512)]
    [TestCase(65535, 65535)]
    public void A_payload_size_below_512_means_512(int said, int meant)
    {
        Assert.That(DnsQueryView.TryCreate(DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(said)), out DnsQueryView query), Is.EqualTo(WireError.None));
        Assert.That(query.PayloadLimit, Is.EqualTo(meant));
    }

    [Test]
    public void A_query_with_a_client_subnet_or_a_broken_option_is_not_plain()
    {
        byte[][] options = [DnsBytes.Option(8, 0, 1, 24, 0, 10, 0, 0), DnsBytes.Option(3), [.. Cookie, 0], [0, 10, 0, 9, 1]];
        foreach (byte[] option in options)
        {
            byte[] message = DnsBytes.Query("a", DnsType.A, DnsBytes.Opt(1232, 0, option));
            Assert.That(DnsQueryView.TryCreate(message, out DnsQueryView query), Is.EqualTo(WireError.None));
            Assert.That(query.IsPlain, Is.False);
        }
    }

    [Test]
    public void A_signed_query_is_not_plain()
    {
        byte[] message = DnsBytes.Query("a", DnsType.A, DnsBytes.Record([0], DnsType.Tsig, 0, new byte[16], 255));
        Assert.That(DnsQueryView.TryCreate(message, out DnsQueryView query), Is.EqualTo(WireError.None));
        Assert.That(query.IsPlain, Is.False);
    }

    [Test]
    public void Every_truncation_of_a_query_is_refused()
    {
        byte[] message = DnsBytes.Query("www.example", DnsType.A, DnsBytes.Opt(4096, 0, Cookie));
        for (int length = 0; length < message.Length; length++)
        {
            Assert.That(DnsQueryView.TryCreate(message.AsSpan(0, length), out _), Is.Not.EqualTo(WireError.None), $"{length} octets");
        }
    }

    [Test]
    public void What_is_no_query_is_refused()
    {
        byte[] opt = DnsBytes.Opt(512);
        byte[][] messages =
        [
            [.. DnsBytes.Header(1, 0x0100, 0)],
            [.. DnsBytes.Header(1, 0x0100, 2), .. DnsBytes.Question("a", DnsType.A), .. DnsBytes.Question("b", DnsType.A)],
            [.. DnsBytes.Query("a", DnsType.A), 0],
            [.. DnsBytes.Header(1, 0x0100, 1), 0xC0, 12, 0, 1, 0, 1],
            [.. DnsBytes.Header(1, 0x0100, 1, additionals: 2), .. DnsBytes.Question("a", DnsType.A), .. opt, .. opt],
            [.. DnsBytes.Header(1, 0x0100, 1, answers: 1), .. DnsBytes.Question("a", DnsType.A), .. opt],
            [.. DnsBytes.Header(1, 0x0100, 1, additionals: 1), .. DnsBytes.Question("a", DnsType.A),
                .. DnsBytes.Record(DnsBytes.Name("x"), DnsType.Opt, 0, [], 512)],
        ];
        foreach (byte[] message in messages)
        {
            Assert.That(DnsQueryView.TryCreate(message, out _), Is.Not.EqualTo(WireError.None), Convert.ToHexString(message));
        }
    }

    [Test]
    public void Records_are_walked_through_all_sections()
    {
        byte[] message =
        [
            .. DnsBytes.Header(1, 0x8180, 1, 1, 1, 1), .. DnsBytes.Question("a", DnsType.A),
            .. DnsBytes.Record([0xC0, 12], DnsType.A, 60, [10, 0, 0, 1]),
            .. DnsBytes.Record(DnsBytes.Name("zone"), DnsType.Ns, 70, [0xC0, 12]),
            .. DnsBytes.Opt(1232),
        ];
        _ = DnsHeader.TryParse(message, out DnsHeader header);
        DnsRecordWalker walker = new(message, header, 12 + 7);

        Assert.That(walker.MoveNext(), Is.True);
        Assert.That(walker.Current, Is.EqualTo(new DnsRecord(DnsSection.Answer, 19, 21, DnsType.A, DnsClass.Internet, 60, 4)));
        Assert.That(message.AsSpan(walker.Current.DataOffset, 4).ToArray(), Is.EqualTo(new byte[] { 10, 0, 0, 1 }));
        Assert.That(walker.MoveNext(), Is.True);
        Assert.That(walker.Current.Section, Is.EqualTo(DnsSection.Authority));
        Assert.That(walker.MoveNext(), Is.True);
        Assert.That(walker.Current.Type, Is.EqualTo(DnsType.Opt));
        Assert.That(walker.MoveNext(), Is.False);
        Assert.That(walker.Error, Is.EqualTo(WireError.None));
        Assert.That(walker.Offset, Is.EqualTo(message.Length));
    }

    [Test]
    public void A_walk_over_a_truncated_message_says_so()
    {
        byte[] message = DnsBytes.Reply("a", DnsType.A, 60, [1, 2, 3, 4], [5, 6, 7, 8]);
        _ = DnsHeader.TryParse(message, out DnsHeader header);
        for (int length = 19; length < message.Length; length++)
        {
            DnsRecordWalker walker = new(message.AsSpan(0, length), header, 19);
            while (walker.MoveNext())
            {
            }

            Assert.That(walker.Error, Is.EqualTo(WireError.Truncated));
        }
    }

    [Test]
    public void Random_octets_never_throw()
    {
        Random random = new(1);
        byte[] seed = DnsBytes.Query("www.example.com", DnsType.Txt, DnsBytes.Opt(4096, 0, Cookie));
        byte[] message = new byte[64];
        byte[] name = new byte[DnsName.MaximumLength];
        for (int i = 0; i < 100_000; i++)
        {
            random.NextBytes(message);
            seed.AsSpan(0, Math.Min(seed.Length, random.Next(seed.Length + 1))).CopyTo(message);
            message[random.Next(message.Length)] = (byte)random.Next(256);
            Span<byte> part = message.AsSpan(0, random.Next(message.Length + 1));
            _ = DnsQueryView.TryCreate(part, out _);
            _ = DnsName.TryExpand(part, 12, name, out _, out _);
            _ = DnsReplyCutter.Cut(part, random.Next(12, 64));
            _ = DnsNameText.Decode(part);
        }
    }
}
