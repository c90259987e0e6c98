using System;
using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Services;

/// <summary>What becomes of names when the servers behind NetKit go, come back, or change.</summary>
[Requires("ip", "dig", "dnsmasq")]
public sealed class DnsUpstreamTests
{
    private const string First = "203.0.113.80";
    private const string Second = "203.0.113.90";

    [Test]
    public void A_server_that_dies_means_servfail_in_bounded_time_until_it_is_back()
    {
        using Lab lab = new();
        using NetkitProcess netkit = lab.Attach("--dns-server", "127.0.0.1:5300");
        using (new DnsServer(lab.Host, "127.0.0.1", 5300))
        {
            Assert.That(Ask(lab, "web.test").Succeeded(), Does.Contain(First));
        }

        Outcome failed = Ask(lab, "v4only.test");
        Assert.That(failed.Succeeded(), Does.Contain("status: SERVFAIL"));
        Assert.That(failed.Took, Is.LessThan(TimeSpan.FromSeconds(10)));

        using DnsServer again = new(lab.Host, "127.0.0.1", 5300);
        Eventually.True(
            () => Ask(lab, "v4only.test").Output.Contains("203.0.113.81", StringComparison.Ordinal),
            TimeSpan.FromSeconds(15),
            "the server is back and nobody asks it");
    }

    [Test]
    public void A_server_that_is_silent_means_servfail_in_bounded_time()
    {
        using Lab lab = new();
        using NetkitProcess netkit = lab.Attach("--dns-server", "127.0.0.1:5300");
        using System.Net.Sockets.Socket silent = lab.Host.Datagrams("127.0.0.1", 5300);
        Outcome failed = Ask(lab, "web.test");
        Assert.That(failed.Succeeded(), Does.Contain("status: SERVFAIL"));
        Assert.That(failed.Took, Is.LessThan(TimeSpan.FromSeconds(15)));
    }

    [Test]
    [Requires("unshare", "mount")]
    public void A_replaced_resolv_conf_is_followed()
    {
        using Scratch scratch = new();
        using Lab lab = new();
        string etc = HostFiles(scratch);
        using NetkitProcess netkit = NetkitProcess.Start(
            lab.Host,
            lab.Box,
            [
                "unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /etc && exec \"$@\"", etc,
                NetkitBinary.Path, "attach", "--netns", lab.Box.Path,
            ]);
        using DnsServer first = new(lab.Host, "127.0.0.53", 53, First);
        using DnsServer second = new(lab.Host, "127.0.0.54", 53, Second);
        Assert.That(Ask(lab, "web.test").Succeeded(), Does.Contain(First));

        // As resolvconf and systemd-resolved do it: a new file takes the name.
        string replacement = Path.Combine(etc, "resolv.conf.new");
        File.WriteAllText(replacement, "nameserver 127.0.0.54\n");
        File.Move(replacement, Path.Combine(etc, "resolv.conf"), overwrite: true);
        Eventually.True(
            () => Ask(lab, "web.test").Output.Contains(Second, StringComparison.Ordinal),
            TimeSpan.FromSeconds(10),
            () => $"the old server's answer still comes: {Ask(lab, "web.test")}\n{netkit.Log}");
    }

    /// <summary>What NetKit reads of /etc, and what programs need of it to start.</summary>
    private static string HostFiles(Scratch scratch)
    {
        string etc = scratch.PathOf("etc");
        _ = Directory.CreateDirectory(etc);
        File.WriteAllText(Path.Combine(etc, "resolv.conf"), "nameserver 127.0.0.53\n");
        File.WriteAllText(Path.Combine(etc, "hosts"), "127.0.0.1 localhost\n");
        foreach (string name in (string[])["ld.so.cache", "nsswitch.conf", "passwd", "group"])
        {
            if (File.Exists($"/etc/{name}"))
            {
                File.Copy($"/etc/{name}", Path.Combine(etc, name));
            }
        }

        return etc;
    }

    private static Outcome Ask(Lab lab, string name) =>
        lab.Box.Run("dig", "+time=20", "+tries=1", $"@{Lab.Dns}", name, "A");
}
