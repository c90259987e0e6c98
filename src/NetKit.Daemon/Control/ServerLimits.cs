using System;

namespace NetKit.Daemon.Control;

/// <summary>How much a server takes from its clients.</summary>
/// <param name="Connections">At the same time; more are closed at once.</param>
/// <param name="Body">Octets of a request's body.</param>
/// <param name="Patience">A request's head must be here within this time, and its body may stand still for so long.</param>
public sealed record ServerLimits(int Connections, int Body, TimeSpan Patience)
{
    /// <summary>The control API of one network.</summary>
    public static ServerLimits OfInstance => new(64, 256 * 1024, TimeSpan.FromSeconds(10));

    public static ServerLimits OfDaemon => new(4096, 256 * 1024, TimeSpan.FromSeconds(10));
}
