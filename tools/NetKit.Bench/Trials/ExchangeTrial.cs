using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Small requests and responses: on one connection, or each on its own.</summary>
internal sealed class ExchangeTrial(LoadTask task, bool published, double seconds) : ITrial
{
    public const string LatencyPath = "latency";
    public const string ConnectPath = "connect";

    private const string RoundTripSection = "Request and response";
    private const string OutwardWay = "from the container";
    private const string Microseconds = "µs";

    public string Path => task == LoadTask.Connects ? ConnectPath : LatencyPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => published ? PeerAbilities.Published : PeerAbilities.Outward;

    public bool NeedsFreshSite => false;

    /// <summary>The row of an idle link, with which one under load is compared.</summary>
    public static Row IdlePercentile99 => new(RoundTripSection, $"{OutwardWay}, p99", Microseconds, false);

    private string Section => task == LoadTask.Connects ? "Connect, request, response, close" : RoundTripSection;

    private string Way => published ? "through a published port" : OutwardWay;

    public void Run(PeerSite site, Readings readings)
    {
        LoadReply reply = published
            ? site.Lab.HostAgent.Do(Request(site.PublishedAddress, site.PublishedEchoPort))
            : site.Agent.Do(Request(site.ServerAddress, BenchLab.EchoPort));
        readings.Add(new Row(Section, Way, "per second"), reply.Count / reply.Seconds);
        readings.Add(new Row(Section, $"{Way}, median", Microseconds, false), reply.Median);
        readings.Add(new Row(Section, $"{Way}, p99", Microseconds, false), reply.Percentile99);
    }

    public override string ToString() => $"{Path} {Way}";

    private LoadRequest Request(string address, int port) => new() { Task = task, Address = address, Port = port, Seconds = seconds };
}
