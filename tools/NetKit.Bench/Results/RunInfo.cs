using System;
using System.Collections.Generic;

namespace NetKit.Bench.Results;

/// <summary>Under which conditions a table came about.</summary>
/// <param name="Started">UTC.</param>
/// <param name="Machine">Where.</param>
/// <param name="CongestionControl">Of all sockets, unless a peer chooses its own.</param>
/// <param name="Plan">How much was measured.</param>
/// <param name="MostFlows">That one process may hold: open files bound it.</param>
/// <param name="Peers">Names and what they say of themselves, in the order of the columns.</param>
internal sealed record RunInfo(
    DateTime Started,
    Machine Machine,
    string CongestionControl,
    BenchPlan Plan,
    int MostFlows,
    IReadOnlyList<(string Name, string Description)> Peers);
