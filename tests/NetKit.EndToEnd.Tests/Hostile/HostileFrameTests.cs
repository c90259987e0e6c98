using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Hostile;

/// <summary>A container may put anything on its wire. NetKit counts it and goes on.</summary>
[Requires("tcpdump", "tcpreplay", "curl", "dig", "ping", "udhcpc")]
public sealed class HostileFrameTests() : LabFixture("--host-loopback", "--mtu", "1500", "--dns-server", "127.0.0.1:5300", "-p", "8090:80")
{
    private const int Million = 1_000_000;
    private const int MaximumFrame = 1514;      // what tcpreplay can put on a link of this MTU
    private const int Seed = 20260731;

    protected override void BeforeNetkit() => _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", 8080)));

    [Test]
    public void A_million_hostile_frames_are_counted_and_change_nothing()
    {
        List<byte[]> honest = Capture();
        Assert.That(honest, Has.Count.GreaterThan(20));
        FrameMutator mutator = new(honest, Seed);
        using Scratch memory = Scratch.InMemory();
        string file = memory.PathOf("hostile.pcap");
        byte[][] prefixes = [.. mutator.Prefixes()];
        PcapFile.Write(file, prefixes.Concat(mutator.Mutations(Million - prefixes.Length)));

        // The TAP's queue holds what NetKit has not read yet; with the usual length much would not even arrive.
        _ = Lab.Box.Ip("link set tap0 txqueuelen 100000");
        long before = Netkit.Counters()["link", "frames-in"];
        Stopwatch watch = Stopwatch.StartNew();
        while (Netkit.Counters()["link", "frames-in"] - before < Million)
        {
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(90)), "the frames do not arrive");
            Outcome replay = Lab.Box.Run(
                TimeSpan.FromSeconds(60), "tcpreplay", "--quiet", "--preload-pcap", "--topspeed", "-i", "tap0", file);
            TestContext.Out.WriteLine(replay.Succeeded());
        }

        AssertCountersAddUp();
        Assert.That(Netkit.ResidentKiB, Is.LessThan(128 * 1024));
        AssertServes();
    }

    /// <summary>The frames of real clients, as they leave the container.</summary>
    private List<byte[]> Capture()
    {
        string file = Scratch.PathOf("honest.pcap");
        using RunningCommand tcpdump = Lab.Box.Start(
            "tcpdump", "-i", "tap0", "-Q", "out", "-U", "--immediate-mode", "-s", "2000", "-Z", "root", "-w", file);
        tcpdump.WaitFor("listening on", Command.UsualLimit);
        AssertServes();
        _ = Lab.Box.Run("dig", "+tries=1", "+time=1", $"@{Lab.Dns}", "host.netkit.internal");
        _ = Lab.Box.Run("dig", "+tcp", "+tries=1", "+time=1", $"@{Lab.Dns}", "host.netkit.internal");
        _ = Lab.Box.Run("ping", "-c", "1", "-s", "3000", Lab.Gateway);
        _ = Lab.Box.Run("ping", "-c", "1", "-t", "1", Lab.FarAddress);
        _ = Lab.Box.Run("udhcpc", "-i", "tap0", "-f", "-n", "-q", "-t", "1", "-s", "/bin/true");
        tcpdump.Signal(2);
        _ = tcpdump.Wait(Command.UsualLimit).Succeeded();
        return [.. PcapFile.Read(file).Where(static frame => frame.Length is > FrameMutator.Shortest and <= MaximumFrame)];
    }

    private void AssertCountersAddUp() => Netkit.WaitForCounters(
        static now => now["link", "frames-in"] == now["ip", "delivered"] + now.Total("ip drops"),
        "arrivals are not deliveries and drops");

    private void AssertServes()
    {
        Outcome curl = Lab.Box.Run("curl", "-sS", "--max-time", "20", $"http://{Lab.Gateway}:8080/");
        Assert.That(curl.Succeeded(), Does.StartWith("127.0.0.1:"));
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.FarAddress).Succeeded();
    }
}
