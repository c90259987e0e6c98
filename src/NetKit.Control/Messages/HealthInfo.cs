namespace NetKit.Control.Messages;

/// <summary>Answer of <c>GET /v1/health</c>.</summary>
/// <param name="Status"><c>ok</c>, or <c>gone</c> once the interface is.</param>
/// <param name="Name">What the instance is called.</param>
/// <param name="Version">Of the running program.</param>
/// <param name="ProcessId">Of the running program.</param>
/// <param name="UptimeSeconds">Since traffic could flow.</param>
public sealed record HealthInfo(string Status, string Name, string Version, int ProcessId, double UptimeSeconds);
