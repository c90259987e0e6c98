using System;
using System.Linq;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dns;

[TestFixture]
internal sealed class DnsNameTests
{
    private static readonly byte[] Empty = new byte[DnsHeader.Length];

    private static WireError Expand(byte[] message, int offset, out byte[] name, out int next)
    {
        byte[] destination = new byte[DnsName.MaximumLength];
        WireError error = DnsName.TryExpand(message, offset, destination, out int length, out next);
        name = destination[..length];
        return error;
    }

    [TestCase("")]
    [TestCase("com")]
    [TestCase("www.example.com")]
    public void A_plain_name_is_measured_and_expanded(string text)
    {
        byte[] name = DnsBytes.Name(text);
        byte[] message = [.. Empty, .. name, 0xFF];

        Assert.That(DnsName.TryMeasure(name, out int length), Is.EqualTo(WireError.None));
        Assert.That(length, Is.EqualTo(name.Length));
        Assert.That(Expand(message, 12, out byte[] expanded, out int next), Is.EqualTo(WireError.None));
        Assert.That(expanded, Is.EqualTo(name));
        Assert.That(next, Is.EqualTo(12 + name.Length));
    }

    [Test]
    public void Every_truncation_of_a_name_is_refused()
    {
        byte[] name = DnsBytes.Name("www.example.com");
        for (int length = 0; length < name.Length; length++)
        {
            byte[] message = [.. Empty, .. name[..length]];
            Assert.That(DnsName.TryMeasure(name.AsSpan(0, length), out _), Is.EqualTo(WireError.Truncated));
            Assert.That(DnsName.TrySkip(message, 12, out _), Is.EqualTo(WireError.Truncated));
            Assert.That(Expand(message, 12, out _, out _), Is.EqualTo(WireError.Truncated));
        }
    }

    [Test]
    public void A_pointer_is_followed_and_the_message_goes_on_behind_it()
    {
        byte[] message = [.. Empty, .. DnsBytes.Name("example.com"), 3, (byte)'w', (byte)'w', (byte)'w', 0xC0, 12, 0xFF];

        Assert.That(Expand(message, 25, out byte[] name, out int next), Is.EqualTo(WireError.None));
        Assert.That(name, Is.EqualTo(DnsBytes.Name("www.example.com")));
        Assert.That(next, Is.EqualTo(31));
        Assert.That(DnsName.TrySkip(message, 25, out int skipped), Is.EqualTo(WireError.None));
        Assert.That(skipped, Is.EqualTo(31));
    }

    [TestCase(new byte[] { 0xC0, 12 }, TestName = "A_pointer_to_itself_is_refused")]
    [TestCase(new byte[] { 0xC0, 14, 0xC0, 12 }, TestName = "A_pointer_forward_is_refused")]
    [TestCase(new byte[] { 1, (byte)'a', 0xC0, 12 }, TestName = "A_pointer_to_the_start_of_its_own_name_is_refused")]
    [TestCase(new byte[] { 0xC0, 0 }, TestName = "A_pointer_into_the_header_is_refused")]
    [TestCase(new byte[] { 0x40, 0 }, TestName = "A_label_type_that_does_not_exist_is_refused")]
    [TestCase(new byte[] { 0x80, 0 }, TestName = "The_other_label_type_that_does_not_exist_is_refused")]
    public void Bad(byte[] octets)
    {
        byte[] message = [.. Empty, .. octets, 0];
        Assert.That(Expand(message, 12, out _, out _), Is.EqualTo(WireError.BadValue));
    }

    [Test]
    public void A_pointer_cut_in_half_is_truncated()
    {
        byte[] message = [.. Empty, 1, (byte)'a', 0xC0];
        Assert.That(DnsName.TrySkip(message, 12, out _), Is.EqualTo(WireError.Truncated));
        Assert.That(Expand(message, 12, out _, out _), Is.EqualTo(WireError.Truncated));
    }

    [Test]
    public void A_loop_over_two_names_is_refused()
    {
        byte[] message = [.. Empty, 1, (byte)'a', 0xC0, 16, 1, (byte)'b', 0xC0, 12];
        Assert.That(Expand(message, 12, out _, out _), Is.EqualTo(WireError.BadValue));
        Assert.That(Expand(message, 16, out _, out _), Is.EqualTo(WireError.BadValue));
    }

    [Test]
    public void A_compression_bomb_ends_at_255_octets()
    {
        // Each name is a label of 63 and a pointer to the one before: the tenth would be 640 octets long.
        byte[] label = [63, .. Enumerable.Repeat((byte)'x', 63)];
        byte[] message = [.. Empty, .. label, 0];
        int last = 12;
        for (int i = 0; i < 10; i++)
        {
            byte[] pointer = DnsBytes.Number(0xC000 | last);
            last = message.Length;
            message = [.. message, .. label, .. pointer];
        }

        Assert.That(Expand(message, last, out byte[] name, out _), Is.EqualTo(WireError.BadLength));
        Assert.That(name, Has.Length.LessThanOrEqualTo(DnsName.MaximumLength));
    }

    [Test]
    public void The_longest_name_is_accepted_and_one_more_octet_is_not()
    {
        string label = new('x', 63);
        byte[] longest = DnsBytes.Name($"{label}.{label}.{label}.{new string('x', 61)}");
        byte[] tooLong = DnsBytes.Name($"{label}.{label}.{label}.{new string('x', 62)}");

        Assert.That(longest, Has.Length.EqualTo(DnsName.MaximumLength));
        Assert.That(DnsName.TryMeasure(longest, out _), Is.EqualTo(WireError.None));
        Assert.That(Expand([.. Empty, .. longest], 12, out byte[] name, out _), Is.EqualTo(WireError.None));
        Assert.That(name, Is.EqualTo(longest));
        Assert.That(DnsName.TryMeasure(tooLong, out _), Is.EqualTo(WireError.BadLength));
        Assert.That(DnsName.TrySkip([.. Empty, .. tooLong], 12, out _), Is.EqualTo(WireError.BadLength));
    }

    [TestCase("host", "HOST", true)]
    [TestCase("www.Example.COM", "WWW.eXAMPLE.com", true)]
    [TestCase("averylongname.with.many.labels.example", "AVERYLONGNAME.with.MANY.labels.eXample", true)]
    [TestCase("a@b", "a`b", false)]
    [TestCase("a[b", "a{b", false)]
    [TestCase("host", "hose", false)]
    [TestCase("host", "hosts", false)]
    [TestCase("a.bc", "ab.c", false)]
    [TestCase("\u00C4", "\u00E4", false)]
    public void Letters_match_in_either_case_and_nothing_else_does(string a, string b, bool equal)
    {
        byte[] first = DnsBytes.Name(a);
        byte[] second = DnsBytes.Name(b);
        Assert.That(DnsName.AreEqual(first, second), Is.EqualTo(equal));
        Assert.That(DnsName.Hash(first, 7) == DnsName.Hash(second, 7), Is.EqualTo(equal));
    }

    [Test]
    public void Every_octet_folds_as_ascii_says()
    {
        for (int a = 0; a < 256; a++)
        {
            for (int b = 0; b < 256; b++)
            {
                bool same = a == b || a < 128 && b < 128 && char.ToLowerInvariant((char)a) == char.ToLowerInvariant((char)b);
                byte[] first = [8, 1, 2, 3, 4, 5, 6, 7, (byte)a, (byte)a, 0];
                byte[] second = [8, 1, 2, 3, 4, 5, 6, 7, (byte)b, (byte)b, 0];
                Assert.That(DnsName.AreEqual(first, second), Is.EqualTo(same), $"{a} and {b}");
            }
        }
    }

    [Test]
    public void The_hash_depends_on_the_seed()
    {
        byte[] name = DnsBytes.Name("example.com");
        Assert.That(DnsName.Hash(name, 1), Is.Not.EqualTo(DnsName.Hash(name, 2)));
    }

    [TestCase("localhost", "localhost", true, 0)]
    [TestCase("a.localhost", "localhost", true, 2)]
    [TestCase("A.LocalHost", "localhost", true, 2)]
    [TestCase("notlocalhost", "localhost", false, 0)]
    [TestCase("localhost.com", "localhost", false, 0)]
    [TestCase("host", "localhost", false, 0)]
    [TestCase("anything", "", true, 9)]
    public void A_name_is_within_a_zone_only_at_a_label(string name, string zone, bool within, int at)
    {
        Assert.That(DnsName.IsWithin(DnsBytes.Name(name), DnsBytes.Name(zone), out int found), Is.EqualTo(within));
        Assert.That(found, Is.EqualTo(at));
    }

    [Test]
    public void A_label_that_hides_a_zone_in_its_text_is_not_within_it()
    {
        // One label whose octets end like the labels "x" and "localhost".
        byte[] name = [12, (byte)'a', .. DnsBytes.Name("x.localhost")[..^1], 0];
        name[0] = (byte)(name.Length - 2);
        Assert.That(DnsName.IsWithin(name, DnsBytes.Name("localhost"), out int at), Is.False);
        Assert.That(at, Is.Zero);
    }

    [TestCase("host.example", "host.example")]
    [TestCase("host.example.", "host.example")]
    [TestCase("_srv._tcp.x", "_srv._tcp.x")]
    public void Text_becomes_a_name_and_back(string text, string expected)
    {
        Assert.That(DnsNameText.TryEncode(text, out byte[] name), Is.True);
        Assert.That(name, Is.EqualTo(DnsBytes.Name(expected)));
        Assert.That(DnsNameText.Decode(name), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a..b")]
    [TestCase(".a")]
    [TestCase("a b")]
    [TestCase("h\u00F6st")]
    [TestCase("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void Text_that_is_no_name_is_refused(string text) => Assert.That(DnsNameText.TryEncode(text, out _), Is.False);

    [Test]
    public void Odd_octets_are_escaped_in_text()
    {
        Assert.That(DnsNameText.Decode([4, (byte)'.', (byte)'\\', 0x1B, 0xFF, 0]), Is.EqualTo(@"\.\\\027\255"));
        Assert.That(DnsNameText.Decode([0]), Is.EqualTo("."));
        Assert.That(DnsNameText.Decode([9, 1]), Is.EqualTo("."));
    }
}
