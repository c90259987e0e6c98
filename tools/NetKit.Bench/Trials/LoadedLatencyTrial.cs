using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
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

    // So that the transfer is at full speed when the requests begin. iperf3 counts from then on, and takes whole seconds.
    private const int LeadSeconds = 1;

    // So that the requests begin no sooner than that, and end no later than the transfer.
    private const double Margin = 0.05;

    public string Path => LoadedPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward;

    public bool NeedsFreshSite => false;

    private string Name => direction == BulkDirection.ContainerToHost ? "beside a bulk upload" : "beside a bulk download";

    public void Run(PeerSite site, Readings readings)
    {
        BulkTarget target = new(site.ServerNamespace.Enter, ServerPort, site.Enter, site.ServerAddress, ServerPort);
        double together = Math.Ceiling(seconds);
        string[] lead = ["--omit", LeadSeconds.ToString(CultureInfo.InvariantCulture)];
        string[] options = direction == BulkDirection.ContainerToHost ? lead : [.. lead, "--reverse"];
        Task<BulkResult> transfer = Task.Run(() => Iperf.Run(site.Lab, target, together, streams: 1, options), site.Lab.Cancel);
        Thread.Sleep(TimeSpan.FromSeconds(LeadSeconds + Margin));
        LoadReply reply = site.Agent.Do(new LoadRequest
        {
            Task = LoadTask.RoundTrips,
            Address = site.ServerAddress,
            Port = BenchLab.EchoPort,
            Seconds = together - (2 * Margin),
        });
        BulkResult moved = transfer.GetAwaiter().GetResult();
        readings.Add(new Row(Section, $"{Name}, median", "µs", false), reply.Median);
        readings.Add(new Row(Section, $"{Name}, p99", "µs", false), reply.Percentile99);
        readings.Add(new Row(Section, $"{Name}, the transfer", "Gb/s"), moved.BitsPerSecond / 1e9);
    }

    public override string ToString() => $"{Path} {Name}";
}
