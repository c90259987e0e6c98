namespace NetKit.Control.Ports;

/// <summary>What is wrong with a port or a range of them.</summary>
public enum PortRangeError
{
    None,
    NotANumber,
    Backwards,

    /// <summary>0 means "any port" and so begins no range.</summary>
    ZeroInRange,
}
