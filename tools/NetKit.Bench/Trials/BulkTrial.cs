using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>TCP at full speed, over connections that the container opens or that come in through a published port.</summary>
internal sealed class BulkTrial(int mtu, int streams, BulkDirection direction, bool published, double seconds) : ITrial
{
    public const string OutwardPath = "tcp";
    public const string PublishedPath = "published";

    /// <summary>What its rows stand under, and what they begin with elsewhere.</summary>
    public const string PublishedSection = "Published port, TCP bulk";
    public const string PublishedPlace = "published port";

    private const double Gibibyte = 1 << 30;
    private const int ServerPort = 5201;

    public string Path => published ? PublishedPath : OutwardPath;

    public int Mtu => mtu;

    public PeerAbilities Needs => published ? PeerAbilities.Published : PeerAbilities.Outward;

    public bool NeedsFreshSite => false;

    private string Section => published ? PublishedSection : $"TCP bulk, MTU {mtu}";

    private string Name => $"{streams} stream{(streams == 1 ? string.Empty : "s")}, {DirectionName}";

    private string DirectionName => direction switch
    {
        BulkDirection.ContainerToHost => "container to host",
        BulkDirection.HostToContainer => "host to container",
        _ => "both ways",
    };

    public void Run(PeerSite site, Readings readings)
    {
        TcpCounts? before = site.TcpCounts?.Invoke();
        double own = site.Usage.CpuSeconds;
        double machine = ProcessUsage.MachineCpuSeconds();
        BulkResult result = Iperf.Run(site.Lab, Target(site), seconds, streams, Options());
        own = site.Usage.CpuSeconds - own;
        machine = ProcessUsage.MachineCpuSeconds() - machine;

        readings.Add(new Row(Section, Name, "Gb/s"), result.BitsPerSecond / 1e9);
        if (before is not null)
        {
            AddFaults(readings, site.TcpCounts!().Since(before));
        }

        if (streams == 1 && direction != BulkDirection.Both)
        {
            AddCosts(site, readings, result, own, machine);
        }
        else if (direction == BulkDirection.Both)
        {
            readings.Add(new Row(Asides.Directions, $"{Place}, {Name}", "Jain index"), result.FairnessOfDirections);
        }
        else if (streams > 1)
        {
            readings.Add(new Row(Asides.Fairness, $"{Place}, {Name}", "Jain index"), result.Fairness);
        }
    }

    public override string ToString() => $"{Path}, MTU {mtu}, {Name}";

    private string Place => published ? PublishedPlace : $"MTU {mtu}";

    private void AddCosts(PeerSite site, Readings readings, BulkResult result, double own, double machine)
    {
        double gibibytes = result.Bytes / Gibibyte;
        if (gibibytes > 0)
        {
            if (site.HasProcess)
            {
                readings.Add(new Row(Asides.OwnCpu, $"{Place}, {DirectionName}", "CPU-s/GiB", false), own / gibibytes);
            }

            readings.Add(
                new Row(Asides.MachineCpu, $"{Place}, {DirectionName}", "CPU-s/GiB", false), machine / gibibytes);
        }

        readings.Add(
            new Row(Asides.Resent, $"{Place}, {DirectionName}", "segments", false), result.Retransmits);
    }

    private void AddFaults(Readings readings, TcpCounts faults)
    {
        string what = $"{Place}, {Name}";
        readings.Add(new Row(Asides.OwnTcp, $"{what}: retransmission time-outs", "count", false), faults.Timeouts);
        readings.Add(new Row(Asides.OwnTcp, $"{what}: fast retransmits", "count", false), faults.FastRetransmits);
        readings.Add(new Row(Asides.OwnTcp, $"{what}: segments without room", "count", false), faults.NoRoom);
    }

    /// <summary>Outward the container is the client, through a published port the host is.</summary>
    private BulkTarget Target(PeerSite site) => published
        ? new BulkTarget(
            site.Enter, PeerSite.ContainerBulkPort, site.Lab.Host.Enter, site.PublishedAddress, site.PublishedBulkPort)
        : new BulkTarget(site.ServerNamespace.Enter, ServerPort, site.Enter, site.ServerAddress, ServerPort);

    // iperf3's client sends unless told otherwise.
    private string[] Options() => direction switch
    {
        BulkDirection.Both => ["--bidir"],
        BulkDirection.ContainerToHost => published ? ["--reverse"] : [],
        _ => published ? [] : ["--reverse"],
    };
}
