using System;

namespace NetKit.Bench.Results;

/// <summary>Sections of what is measured by the way, with the transfers of other sections: they stand at the end.</summary>
internal static class Asides
{
    public const string OwnCpu = "CPU time per GiB, the peer's own";
    public const string MachineCpu = "CPU time per GiB, the whole machine";
    public const string Resent = "Segments sent again by the sending kernel";
    public const string OwnTcp = "What went wrong in the peer's own TCP";
    public const string Fairness = "Fairness between streams";
    public const string Directions = "Fairness between the two directions";

    public static bool Contains(string section) =>
        ((ReadOnlySpan<string>)[OwnCpu, MachineCpu, Resent, OwnTcp, Fairness, Directions]).Contains(section);
}
