using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>TCP at full speed from one container to another on the same network.</summary>
internal sealed class SwitchedTrial(int mtu, int streams, double seconds) : ITrial
{
    public const string SwitchedPath = "switch";
    public const string Section = "Container to container, TCP bulk";

    /// <summary>What NetKit wants of what the kernel's bridge carries: each octet is copied twice more.</summary>
    public const double LeastOfBridge = 0.4;

    private const int ServerPort = 5201;

    public string Path => SwitchedPath;

    public int Mtu => mtu;

    public PeerAbilities Needs => PeerAbilities.Switched;

    public bool NeedsFreshSite => false;

    private string Name => $"{streams} stream{(streams == 1 ? string.Empty : "s")}, MTU {mtu}";

    public void Run(PeerSite site, Readings readings)
    {
        BulkTarget target = new(site.ServerNamespace.Enter, ServerPort, site.Enter, site.ServerAddress, ServerPort);
        BulkResult result = Iperf.Run(site.Lab, target, seconds, streams);
        readings.Add(new Row(Section, Name, "Gb/s"), result.BitsPerSecond / 1e9);
    }

    public override string ToString() => $"{Path}, {Name}";
}
