namespace NetKit.Daemon.Networks;

/// <summary>What has passed an endpoint's interface since it was attached.</summary>
/// <param name="EndpointId">Whose.</param>
/// <param name="Interface">Its name where it is now.</param>
/// <param name="OctetsIn">To the container.</param>
/// <param name="OctetsOut">From the container.</param>
/// <param name="Drops">Frames.</param>
public sealed record EndpointTraffic(string EndpointId, string Interface, long OctetsIn, long OctetsOut, long Drops);
