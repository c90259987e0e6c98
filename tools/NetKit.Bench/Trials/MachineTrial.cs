using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>TCP at full speed between a virtual machine, which speaks to a stream socket, and the host.</summary>
internal sealed class MachineTrial(int streams, BulkDirection direction, double seconds) : ITrial
{
    public const string MachinePath = "machine";

    private const string Section = "VM socket (QEMU stream), MTU 1500";
    private const int ServerPort = 5201;

    public string Path => MachinePath;

    public int Mtu => 1500;

    public PeerAbilities Needs => PeerAbilities.Machine;

    public bool NeedsFreshSite => false;

    private string Name =>
        $"{streams} stream{(streams == 1 ? string.Empty : "s")}, {(direction == BulkDirection.ContainerToHost ? "machine to host" : "host to machine")}";

    public void Run(PeerSite site, Readings readings)
    {
        TcpCounts? before = site.TcpCounts?.Invoke();
        BulkTarget target = new(site.ServerNamespace.Enter, ServerPort, site.Enter, site.ServerAddress, ServerPort);
        string[] options = direction == BulkDirection.ContainerToHost ? [] : ["--reverse"];
        BulkResult result = Iperf.Run(site.Lab, target, seconds, streams, options);
        readings.Add(new Row(Section, Name, "Gb/s"), result.BitsPerSecond / 1e9);
        if (before is not null)
        {
            TcpCounts faults = site.TcpCounts!().Since(before);
            readings.Add(new Row(Asides.OwnTcp, $"VM socket, {Name}: retransmission time-outs", "count", false), faults.Timeouts);
        }
    }

    public override string ToString() => $"{Path}, {Name}";
}
