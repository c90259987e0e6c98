using NetKit.Control.Messages;

namespace NetKit.Cli.Top;

/// <summary>A flow and how fast it was between two looks.</summary>
/// <param name="Flow">As it is now.</param>
/// <param name="OctetsOutPerSecond">Payload that left the container.</param>
/// <param name="OctetsInPerSecond">Payload that reached the container.</param>
internal sealed record FlowRate(FlowInfo Flow, double OctetsOutPerSecond, double OctetsInPerSecond);
