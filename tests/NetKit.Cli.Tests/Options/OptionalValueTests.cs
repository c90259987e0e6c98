using System.CommandLine;
using NetKit.Cli.Options;
using NetKit.Cli.Tests.Commands;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Options;

/// <summary>Where <c>-6</c> ends and a command begins.</summary>
public sealed class OptionalValueTests
{
    private static RootCommand Root => CommandLine.Create(Invocation.NoData);

    [TestCase("run -6 curl http://a/", "run --ipv6=fd00::/64 curl http://a/")]
    [TestCase("run --ipv6 -p 8080:80 -- x", "run --ipv6=fd00::/64 -p 8080:80 -- x")]
    [TestCase("run -6 fd07::/64 curl http://a/", "run -6 fd07::/64 curl http://a/")]
    [TestCase("run -6 fd07::1 true", "run -6 fd07::1 true")]
    [TestCase("run --ipv6=fd07::/64 curl -6 x", "run --ipv6=fd07::/64 curl -6 x")]
    [TestCase("run ping -6 fd00::2", "run ping -6 fd00::2")]
    [TestCase("run -p 80:80 ping -6 fd00::2", "run -p 80:80 ping -6 fd00::2")]
    [TestCase("run --name -6 -6 x", "run --name -6 --ipv6=fd00::/64 x")]
    [TestCase("run -- curl -6 x", "run -- curl -6 x")]
    [TestCase("run --host-loopback -6 bash", "run --host-loopback --ipv6=fd00::/64 bash")]
    [TestCase("attach --pid 1 -6", "attach --pid 1 --ipv6=fd00::/64")]
    [TestCase("attach -6 --pid 1", "attach --ipv6=fd00::/64 --pid 1")]
    [TestCase("network create blue -6", "network create blue --ipv6=auto")]
    [TestCase("network create blue --ipv6 --mtu 1500", "network create blue --ipv6=auto --mtu 1500")]
    [TestCase("network create --ipv6 blue", "network create --ipv6=auto blue")]
    [TestCase("network create blue --ipv6 fd07::/64", "network create blue --ipv6 fd07::/64")]
    [TestCase("flows -6", "flows -6")]
    public void Only_netkits_own_option_is_completed(string line, string expected) => Assert.That(
        string.Join(' ', OptionalValue.Complete(line.Split(' '), Root)), Is.EqualTo(expected));
}
