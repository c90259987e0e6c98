using System.Linq;
using System.Text;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dhcp;

/// <summary>The values of options 119 and 121, which have a language of their own.</summary>
public sealed class DhcpValueTests
{
    private static byte[] Labels(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The example of RFC 3397 §2.</summary>
    [Test]
    public void A_search_list_points_back_to_what_it_has_said()
    {
        Assert.That(DhcpSearchList.TryEncode(["eng.apple.com", "marketing.apple.com."], out byte[] value));
        Assert.That(value, Is.EqualTo(Labels("\u0003eng\u0005apple\u0003com\0\u0009marketing\u00C0\u0004")));
    }

    [Test]
    public void A_domain_said_twice_or_inside_another_is_a_pointer()
    {
        Assert.That(DhcpSearchList.TryEncode(["a.example", "Example", "b.A.EXAMPLE"], out byte[] value));
        Assert.That(value, Is.EqualTo(Labels("\u0001a\u0007example\0\u00C0\u0002\u0001b\u00C0\0")));
    }

    [Test]
    public void No_domains_are_no_octets()
    {
        Assert.That(DhcpSearchList.TryEncode([], out byte[] value));
        Assert.That(value, Is.Empty);
    }

    [Test]
    public void A_pointer_never_points_further_than_it_can()
    {
        string[] domains = [.. Enumerable.Range(0, 4000).Select(static number => $"n{number}.example"), "n3999.example"];
        Assert.That(DhcpSearchList.TryEncode(domains, out byte[] value));
        Assert.That(value[^16..], Is.EqualTo(Labels("\u0005n3999\u00C0\u0003\u0005n3999\u00C0\u0003")));
    }

    [TestCase("")]
    [TestCase("a..b")]
    [TestCase("two words")]
    public void What_is_no_domain_is_refused(string domain) =>
        Assert.That(DhcpSearchList.TryEncode(["example.com", domain], out _), Is.False);

    /// <summary>The examples of RFC 3442 ("Classless Route Option Format").</summary>
    [TestCase("0.0.0.0/0", "00")]
    [TestCase("10.0.0.0/8", "08 0a")]
    [TestCase("10.0.0.0/24", "18 0a0000")]
    [TestCase("10.17.0.0/16", "10 0a11")]
    [TestCase("10.27.129.0/24", "18 0a1b81")]
    [TestCase("10.229.0.128/25", "19 0ae50080")]
    [TestCase("10.198.122.47/32", "20 0ac67a2f")]
    public void A_route_has_only_the_octets_that_count(string text, string expected)
    {
        _ = IpPrefix.TryParse(text, out IpPrefix prefix);
        DhcpRoute route = new(prefix, IpAddress.FromV4(10, 0, 2, 2));
        byte[] octets = new byte[route.Length];
        route.Emit(octets);
        Assert.That(octets, Is.EqualTo(Octets.Of(expected + "0a000202")));
    }
}
