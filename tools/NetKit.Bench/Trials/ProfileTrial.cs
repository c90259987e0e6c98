using System;
using System.Threading;
using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Where a peer's CPU time goes in a bulk transfer of one stream.</summary>
internal sealed class ProfileTrial(int mtu, BulkDirection direction, double seconds) : ITrial
{
    public const string ProfilePath = "profile";
    public const string Section = "Where the peer's CPU time goes in bulk";
    public const string OwnCode = "own code";

    private const int ServerPort = 5203;
    private const double LeadSeconds = 0.3;
    private const double TailSeconds = 5;

    public string Path => ProfilePath;

    public int Mtu => mtu;

    public PeerAbilities Needs => PeerAbilities.Outward | PeerAbilities.Process;

    public bool NeedsFreshSite => false;

    private string Name => $"MTU {mtu}, {(direction == BulkDirection.ContainerToHost ? "container to host" : "host to container")}";

    public void Run(PeerSite site, Readings readings)
    {
        BulkTarget target = new(site.ServerNamespace.Enter, ServerPort, site.Enter, site.ServerAddress, ServerPort);
        string[] options = direction == BulkDirection.ContainerToHost ? [] : ["--reverse"];
        using IDisposable transfer = Iperf.Begin(site.Lab, target, seconds + TailSeconds, options);
        Thread.Sleep(TimeSpan.FromSeconds(LeadSeconds));
        CpuShares shares = CpuShares.Sample(site.Lab, site.ProcessIds, seconds);
        readings.Add(new Row(Section, $"{Name}: {OwnCode}", "%", false), shares.Own);
        readings.Add(new Row(Section, $"{Name}: copies in the kernel", "%", false), shares.Copies);
        readings.Add(new Row(Section, $"{Name}: the rest of the kernel", "%", false), shares.Kernel);
    }

    public override string ToString() => $"{Path}, {Name}";
}
