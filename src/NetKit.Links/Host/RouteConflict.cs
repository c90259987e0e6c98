using NetKit.Netstack.Wire;

namespace NetKit.Links.Host;

/// <summary>A route of the host that shares addresses with a network.</summary>
/// <param name="Route">Where it leads.</param>
/// <param name="InterfaceName">Through which interface.</param>
public sealed record RouteConflict(IpPrefix Route, string InterfaceName)
{
    public override string ToString() => $"a route to {Route} through {InterfaceName}";
}
