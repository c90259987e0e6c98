using BenchmarkDotNet.Attributes;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Microbenchmarks;

/// <summary>Finding a connection among few and among many, each time another one.</summary>
[MemoryDiagnoser]
public class FlowLookupBenchmarks
{
    private const long Budget = 1L << 45;

    // A step that is prime to the number of flows visits all of them out of order.
    private const int Step = 7_919;

    private FlowKey[] _keys = [];
    private TcpLayer _layer = null!;
    private int _next;

    [Params(10, 1_000, 100_000)]
    public int Flows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _layer = new TcpLayer(new TcpSettings(), new BufferPool(Budget), seed: 791);
        _keys = new FlowKey[Flows];
        for (int i = 0; i < Flows; i++)
        {
            IpAddress server = IpAddress.FromV4(198, 18, (byte)(i / 50_000), 1);
            _keys[i] = new FlowKey(server, 80, SegmentWriter.Peer, (ushort)(10_000 + i % 50_000));
            Expectation.Require(_layer.Connect(Instant.Zero, _keys[i]) is not null, "There is no room for so many connections.");
        }
    }

    [Benchmark]
    public bool Find()
    {
        _next = (_next + Step) % _keys.Length;
        return _layer.IsInUse(_keys[_next]);
    }
}
