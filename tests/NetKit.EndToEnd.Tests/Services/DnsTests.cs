using System;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Services;

/// <summary>Names, as dig sees them through NetKit, with dnsmasq behind it.</summary>
[Requires("dig", "dnsmasq")]
public sealed class DnsTests() : LabFixture("--dns-server", "127.0.0.1:5300", "--name", "blue", "--search", "test")
{
    protected override void BeforeNetkit()
    {
        Lab.Host.WriteEtc("hosts", "127.0.0.1 localhost\n203.0.113.99 printer.lan printer\n");
        _ = Keep(new DnsServer(Lab.Host, "127.0.0.1", 5300));
    }

    [TestCase("web.test", "A", "203.0.113.80")]
    [TestCase("web.test", "AAAA", "2001:db8::80")]
    [TestCase("test", "MX", "10 mail.test.")]
    [TestCase("short.test", "TXT", "\"hello there\"")]
    [TestCase("_http._tcp.test", "SRV", "5 7 8080 web.test.")]
    [TestCase("80.113.0.203.in-addr.arpa", "PTR", "web.test.")]
    public void Every_type_is_forwarded_unchanged(string name, string type, string answer)
    {
        Assert.That(Dig("+short", name, type).Trim(), Is.EqualTo(answer));
        Assert.That(Dig("+short", "+tcp", name, type).Trim(), Is.EqualTo(answer), "over TCP");
    }

    [TestCase("+bufsize=8192", "+notcp", "+ignore")]
    [TestCase("+tcp")]
    [TestCase("+bufsize=1232")]
    public void A_text_of_four_kilobytes_arrives(params string[] options)
    {
        string text = Dig([.. options, "+short", "big.test", "TXT"]);
        Assert.That(text.Count(char.IsAsciiLetter), Is.EqualTo(DnsServer.BigText));
    }

    [Test]
    public void What_does_not_fit_is_truncated_and_says_so()
    {
        string answer = Dig("+bufsize=1232", "+ignore", "big.test", "TXT");
        Assert.That(answer, Does.Match("flags: qr [a-z ]*tc"));
    }

    [Test]
    public void Edns_is_kept()
    {
        string answer = Dig("+edns=0", "+dnssec", "web.test", "A");
        Assert.That(answer, Does.Contain("OPT PSEUDOSECTION").And.Contain("flags: do"));
        Assert.That(Dig("+noedns", "web.test", "A"), Does.Not.Contain("OPT PSEUDOSECTION"));
    }

    [Test]
    public void A_name_that_is_not_there_and_a_type_that_is_not_there_are_told_apart()
    {
        Assert.That(Dig("nothing.test", "A"), Does.Contain("status: NXDOMAIN"));
        Assert.That(Dig("v4only.test", "AAAA"), Does.Contain("status: NOERROR").And.Contain("ANSWER: 0"));
    }

    [TestCase("host.netkit.internal")]
    [TestCase("host.docker.internal")]
    [TestCase("gateway.docker.internal")]
    public void The_gateway_stands_for_the_host(string name) => Assert.That(Dig("+short", name).Trim(), Is.EqualTo(Lab.Gateway));

    [Test]
    public void The_hosts_file_of_the_host_counts() => Assert.That(Dig("+short", "printer.lan").Trim(), Is.EqualTo("203.0.113.99"));

    [TestCase("blue")]
    [TestCase("blue.netkit.internal")]
    public void The_container_has_a_name(string name)
    {
        Assert.That(Dig("+short", name).Trim(), Is.EqualTo(Lab.BoxAddress));
        Assert.That(Dig("+short", "-x", Lab.BoxAddress).Trim(), Does.StartWith("blue."));
    }

    [Test]
    public void The_resolver_of_a_program_finds_names()
    {
        Outcome getent = Lab.Box.Run("getent", "ahostsv4", "web.test");
        Assert.That(getent.Succeeded(), Does.Contain("203.0.113.80"));
    }

    [Test]
    public void Two_hundred_questions_at_once_are_all_answered()
    {
        Outcome digs = Lab.Box.Run(
            "bash", "-c", "seq 200 | xargs -P 50 -I N dig +time=5 +tries=1 +short @$0 web.test A", Lab.Dns);
        Assert.That(digs.Succeeded().Split('\n').Count(static line => line == "203.0.113.80"), Is.EqualTo(200));
    }

    private string Dig(params string[] question) =>
        Lab.Box.Run(["dig", "+time=5", "+tries=1", $"@{Lab.Dns}", .. question]).Succeeded();
}
