using BenchmarkDotNet.Attributes;
using NetKit.Netstack.Wire;

namespace NetKit.Microbenchmarks;

/// <summary>RFC 1071 over a header, a segment and a super-frame.</summary>
public class ChecksumBenchmarks
{
    private byte[] _octets = [];

    [Params(40, 1460, 65495)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _octets = new byte[Length];
        new System.Random(1071).NextBytes(_octets);
    }

    [Benchmark]
    public ushort Sum() => InternetSum.Of(_octets).ToField();
}
