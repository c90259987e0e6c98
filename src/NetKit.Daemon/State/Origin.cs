namespace NetKit.Daemon.State;

/// <summary>Who made an object, and so who may take it away.</summary>
public enum Origin : byte
{
    /// <summary>Somebody through the control API.</summary>
    User,

    /// <summary>dockerd through the plugin.</summary>
    Docker,

    /// <summary>The configuration file.</summary>
    Configuration,
}
