using NetKit.Netstack.Network;
using NetKit.Replay.Recordings;

namespace NetKit.Replay;

/// <summary>What came out of a replay.</summary>
/// <param name="Sent">The node's frames, in the form of a recording: the golden is one.</param>
/// <param name="Counters">What the node counted.</param>
/// <param name="Connections">TCP connections that are still there at the end.</param>
public sealed record ReplayResult(Recording Sent, NodeCounters Counters, int Connections);
