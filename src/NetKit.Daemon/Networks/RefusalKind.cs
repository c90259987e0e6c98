namespace NetKit.Daemon.Networks;

/// <summary>Why something is not done: each means another HTTP status.</summary>
public enum RefusalKind : byte
{
    /// <summary>The request makes no sense (400).</summary>
    Invalid,

    /// <summary>What it names is not there (404).</summary>
    NotFound,

    /// <summary>Something that is there stands in the way (409).</summary>
    Conflict,

    /// <summary>The system did not let it happen (500).</summary>
    Failed,
}
