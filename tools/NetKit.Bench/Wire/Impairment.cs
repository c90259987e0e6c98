using System;

namespace NetKit.Bench.Wire;

/// <summary>How bad the path of a measurement is, in each direction.</summary>
/// <param name="Milliseconds">One way.</param>
/// <param name="LossPercent">Of frames.</param>
internal readonly record struct Impairment(int Milliseconds, double LossPercent)
{
    /// <summary>Far away, over a network that loses one packet in two hundred.</summary>
    public static Impairment Usual => new(100, 0.5);

    /// <summary>Four round trips: a connect, a request, and some time for the machine.</summary>
    public double AttemptSeconds => Milliseconds * 8 / 1e3;

    /// <summary>As --impair reads it.</summary>
    public string ToText(ulong seed) => FormattableString.Invariant($"delay={Milliseconds}ms,loss={LossPercent}%,seed={seed}");

    public override string ToString() => FormattableString.Invariant($"{Milliseconds} ms and {LossPercent} % loss each way");
}
