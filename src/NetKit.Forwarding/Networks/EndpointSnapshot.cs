namespace NetKit.Forwarding.Networks;

/// <summary>A container on a network at one moment.</summary>
/// <param name="Options">Who it is.</param>
/// <param name="InterfaceName">What its interface was called when it was attached.</param>
/// <param name="OctetsIn">Frames to it, all together.</param>
/// <param name="OctetsOut">Frames from it.</param>
/// <param name="Drops">Frames from it that went nowhere, and frames to it that its interface did not take.</param>
public sealed record EndpointSnapshot(EndpointOptions Options, string InterfaceName, long OctetsIn, long OctetsOut, long Drops)
{
    /// <summary>The same and so much more.</summary>
    internal EndpointSnapshot With(long octetsIn, long octetsOut, long drops) =>
        this with { OctetsIn = OctetsIn + octetsIn, OctetsOut = OctetsOut + octetsOut, Drops = Drops + drops };
}
