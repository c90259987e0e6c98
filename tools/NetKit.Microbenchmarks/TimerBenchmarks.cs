using System;
using BenchmarkDotNet.Attributes;
using NetKit.Netstack.Time;

namespace NetKit.Microbenchmarks;

/// <summary>The deadlines of many connections: moving one later, and taking out the next that is due.</summary>
[MemoryDiagnoser]
public class TimerBenchmarks
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly DeadlineQueue<TimerOwner> _queue = new();
    private TimerOwner[] _owners = [];
    private Instant _now;
    private int _next;

    [Params(10, 1_000, 100_000)]
    public int Owners { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _owners = new TimerOwner[Owners];
        for (int i = 0; i < Owners; i++)
        {
            _owners[i] = new TimerOwner();
            _queue.WakeBy(_owners[i], new Instant(Period.Ticks * i / Owners));
        }
    }

    /// <summary>What every acknowledgement does.</summary>
    [Benchmark]
    public void MoveLater()
    {
        _next = (_next + 1) % _owners.Length;
        _queue.WakeBy(_owners[_next], Instant.Never);
    }

    /// <summary>A timer goes off and is set again.</summary>
    [Benchmark]
    public void Expire()
    {
        _now = _queue.Earliest;
        if (_queue.TryTakeDue(_now, out TimerOwner owner))
        {
            _queue.WakeBy(owner, _now + Period);
        }
    }
}
