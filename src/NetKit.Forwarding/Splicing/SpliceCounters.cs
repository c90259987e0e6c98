namespace NetKit.Forwarding.Splicing;

/// <summary>
/// What a <see cref="SpliceForwarder"/> has done: <see cref="Taken"/> = opened + refused + full + led through the stack + those under way. Loop thread only.
/// </summary>
internal sealed class SpliceCounters
{
    /// <summary>Clients that were to be led to a socket of the container's namespace.</summary>
    public long Taken { get; set; }

    /// <summary>Of those, connected.</summary>
    public long Opened { get; set; }

    /// <summary>Reset because the container refused.</summary>
    public long Refused { get; set; }

    /// <summary>Reset because there are as many flows as there may be.</summary>
    public long Full { get; set; }

    /// <summary>Led through the stack since no socket could be made there.</summary>
    public long NoSocket { get; set; }

    /// <summary>Led through the stack since the namespace has no port left for another connection to that place.</summary>
    public long NoPort { get; set; }

    /// <summary>Led through the stack since the connect failed otherwise: the container does not have the address, or its loopback is down.</summary>
    public long NotConnected { get; set; }

    /// <summary>Flows that one side reset, or that failed, and so were reset on the other.</summary>
    public long Resets { get; set; }

    /// <summary>Of those, because no descriptor was left for a pipe.</summary>
    public long NoPipe { get; set; }

    /// <summary>Payload from containers of flows that are over; those that go on have their own.</summary>
    public long OctetsOut { get; set; }

    /// <summary>The same to them.</summary>
    public long OctetsIn { get; set; }
}
