using System;
using BenchmarkDotNet.Attributes;
using NetKit.Netstack.Wire;

namespace NetKit.Microbenchmarks;

/// <summary>From octets to values and back, for the headers of a data segment.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private readonly byte[] _frame = new byte[1514];
    private readonly byte[] _header = new byte[TcpHeader.MaximumLength];
    private TcpHeader _value;

    [GlobalSetup]
    public void Setup()
    {
        SegmentWriter.Write(_frame, new SeqNum(1), new SeqNum(1), TcpFlags.Ack, SegmentWriter.DataOptions, 1400);
        _ = TcpView.TryCreate(_frame.AsSpan(EthernetHeader.Length + Ipv4Header.MinimumLength), out TcpView view);
        _ = TcpHeader.TryParse(view, out _value);
    }

    [Benchmark]
    public int Views()
    {
        _ = EthernetView.TryCreate(_frame, out EthernetView frame);
        _ = Ipv4View.TryCreate(frame.Payload, out Ipv4View packet);
        _ = TcpView.TryCreate(packet.Payload, out TcpView segment);
        return segment.Payload.Length;
    }

    [Benchmark]
    public int Headers()
    {
        _ = EthernetView.TryCreate(_frame, out EthernetView frame);
        _ = Ipv4View.TryCreate(frame.Payload, out Ipv4View packet);
        _ = Ipv4Header.TryParse(packet, out Ipv4Header ip);
        _ = TcpView.TryCreate(packet.Payload, out TcpView segment);
        _ = TcpHeader.TryParse(segment, out TcpHeader tcp);
        return ip.PayloadLength + tcp.Length;
    }

    [Benchmark]
    public void EmitTcp() => _value.Emit(_header);
}
