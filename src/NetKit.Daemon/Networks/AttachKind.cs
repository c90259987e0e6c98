namespace NetKit.Daemon.Networks;

/// <summary>Where an endpoint's interface comes from.</summary>
public enum AttachKind : byte
{
    /// <summary>It is made in NetKit's own network namespace, for dockerd to move.</summary>
    New,

    /// <summary>It is made in the endpoint's sandbox and set up there.</summary>
    NewInside,

    /// <summary>It is there since before: in the endpoint's sandbox, or still in NetKit's own network namespace.</summary>
    Existing,
}
