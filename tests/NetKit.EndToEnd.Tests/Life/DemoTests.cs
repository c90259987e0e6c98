using System;
using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Life;

/// <summary><c>tools/demo</c>, which is what a newcomer runs first.</summary>
[Requires("ip", "sysctl", "bash", "busybox", "curl", "iperf3", "udhcpc", "setpriv", "unshare")]
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public void It_works_as_root()
    {
        using Lab lab = new();
        AssertShows(lab.Host.Run(Limit, "env", "-u", "TMPDIR", Path.Combine(NetkitBinary.Root, "tools/demo")));
    }

    /// <summary>From a copy: the user may not be able to read where the repository is.</summary>
    [Test]
    public void It_works_as_an_ordinary_user()
    {
        using Lab lab = new();
        using OrdinaryUser user = new();
        string copy = user.CopyOfTools();
        AssertShows(lab.Host.Run(Limit, user.Line([Path.Combine(copy, "tools/demo")])));
    }

    private static void AssertShows(Outcome demo)
    {
        Assert.That(demo.Succeeded(), Does.Contain("Hello from the container.").And.Contain("Hello from the host."));
        Assert.That(demo.Output, Does.Contain($"is {Lab.Gateway}").And.Contain($"{Lab.BoxAddress}/24"));
        Assert.That(demo.Output, Does.Match(@"time by NTP .* -?[01] s off").And.Match(@"retransmission time-outs +0\n"));
        Assert.That(demo.Output, Does.Match(@"container to host +[\d.]+ Gb/s").And.Match(@"host to container +[\d.]+ Gb/s"));
        Assert.That(Directory.GetDirectories("/tmp", "netkit-demo.*"), Is.Empty);
    }
}
