using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Counters of one part of the network, e.g. <c>tcp</c>.</summary>
public sealed record CounterGroup(string Name, IReadOnlyList<CounterInfo> Counters);
