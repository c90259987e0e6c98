using System.Collections.Generic;

namespace NetKit.Cli.Top;

/// <summary>What <c>netkit top --json</c> prints: the difference between two looks.</summary>
/// <param name="Seconds">Between the two.</param>
/// <param name="OctetsOutPerSecond">Of all flows together, from the containers.</param>
/// <param name="OctetsInPerSecond">Of all flows together, to the containers.</param>
/// <param name="Flows">All of them, the fastest first.</param>
/// <param name="Drops">Those that have happened, the newest first.</param>
internal sealed record TopReport(
    double Seconds, double OctetsOutPerSecond, double OctetsInPerSecond, IReadOnlyList<FlowRate> Flows, IReadOnlyList<DropRate> Drops);
