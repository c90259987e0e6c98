namespace NetKit.Netstack.Link;

/// <summary>Which way a frame goes, seen from the node.</summary>
public enum FrameDirection : byte
{
    /// <summary>From the link to the node.</summary>
    In,

    /// <summary>From the node to the link.</summary>
    Out,
}
