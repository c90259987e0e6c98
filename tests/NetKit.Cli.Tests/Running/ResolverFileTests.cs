using System.Runtime.Versioning;
using NetKit.Cli.Running;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Running;

/// <summary>The command's resolv.conf.</summary>
[SupportedOSPlatform("linux")]
public sealed class ResolverFileTests
{
    [Test]
    public void It_names_the_server() =>
        Assert.That(ResolverFile.Text(IpAddress.FromV4(10, 0, 2, 3), []), Is.EqualTo("nameserver 10.0.2.3\n"));

    [Test]
    public void It_names_what_to_search() => Assert.That(
        ResolverFile.Text(IpAddress.FromV4(10, 0, 2, 3), ["a.example", "b.example"]),
        Is.EqualTo("nameserver 10.0.2.3\nsearch a.example b.example\n"));
}
