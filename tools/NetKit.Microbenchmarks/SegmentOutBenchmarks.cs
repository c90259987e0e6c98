using BenchmarkDotNet.Attributes;
using NetKit.Netstack.Link;

namespace NetKit.Microbenchmarks;

/// <summary>
/// Octets from the host written into a connection, sent as one frame, and acknowledged: the copy into the send queue, the
/// headers, the checksum where the link does not complete it, and the acknowledgement's way in.
/// </summary>
[MemoryDiagnoser]
public class SegmentOutBenchmarks
{
    private byte[] _octets = [];
    private OpenConnection _peer = null!;

    [Params(1460, 65_000)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        bool offloads = Payload > 1460;
        _peer = new OpenConnection(new LinkCapabilities(1500, CompletesChecksums: offloads, SegmentsTcp: offloads, SegmentsUdp: false));
        _octets = new byte[Payload];
        _peer.PrepareAcknowledgment();
    }

    [Benchmark]
    public void Send() => _peer.SendData(_octets);

    [GlobalCleanup]
    public void Check() =>
        Expectation.Require(_peer.FramesSent > 2 && _peer.Connection.UnsentLength <= Payload, "The octets were not sent.");
}
