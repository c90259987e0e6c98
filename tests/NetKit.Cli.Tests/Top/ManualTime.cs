using System;

namespace NetKit.Cli.Tests.Top;

/// <summary>Time that passes when it is told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds);
}
