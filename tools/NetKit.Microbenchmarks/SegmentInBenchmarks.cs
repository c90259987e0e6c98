using BenchmarkDotNet.Attributes;
using NetKit.Netstack.Link;

namespace NetKit.Microbenchmarks;

/// <summary>
/// A data segment through the whole node: frame, IP, TCP, handler, and the acknowledgements that are due. 1460 octets as from a VM,
/// 64 KiB as from a TAP with offloads.
/// </summary>
[MemoryDiagnoser]
public class SegmentInBenchmarks
{
    private OpenConnection _peer = null!;

    [Params(1460, 65_495)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _peer = new OpenConnection(new LinkCapabilities(1500, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true));
        _peer.PrepareData(Payload);
    }

    [Benchmark]
    public void Receive() => _peer.ReceiveData();

    [GlobalCleanup]
    public void Check() => Expectation.Require(_peer.OctetsTaken > Payload, "The segments were not taken.");
}
