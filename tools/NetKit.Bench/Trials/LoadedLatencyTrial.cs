using System;
using System.Threading;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Small requests beside a bulk transfer of the same container: nobody may starve.</summary>
internal sealed class LoadedLatencyTrial(BulkDirection direction, double seconds) : ITrial
{
    public const string LoadedPath = "loaded";
    public const string Section = "Request and response under load";

    private const int ServerPort = 5202;

    // So that the transfer is at full speed when the requests begin, and not over before they end.
    private const double LeadSeconds = 0.3;
    private const double TailSeconds = 5;

    public string Path => LoadedPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward;

    public bool NeedsFreshSite => false;

    private string Name => direction == BulkDirection.ContainerToHost ? "beside a bulk upload" : "beside a bulk download";

    public void Run(PeerSite site, Readings readings)
    {
        BulkTarget target = new(site.ServerNamespace.Enter, ServerPort, site.Enter, site.ServerAddress, ServerPort);
        string[] options = direction == BulkDirection.ContainerToHost ? [] : ["--reverse"];
        using IDisposable transfer = Iperf.Begin(site.Lab, target, seconds + TailSeconds, options);
        Thread.Sleep(TimeSpan.FromSeconds(LeadSeconds));
        LoadReply reply = site.Agent.Do(new LoadRequest
        {
            Task = LoadTask.RoundTrips,
            Address = site.ServerAddress,
            Port = BenchLab.EchoPort,
            Seconds = seconds,
        });
        readings.Add(new Row(Section, $"{Name}, median", "µs", false), reply.Median);
        readings.Add(new Row(Section, $"{Name}, p99", "µs", false), reply.Percentile99);
    }

    public override string ToString() => $"{Path} {Name}";
}
