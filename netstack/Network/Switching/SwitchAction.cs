namespace NetKit.Netstack.Network.Switching;

/// <summary>Where a frame goes.</summary>
public enum SwitchAction : byte
{
    /// <summary>Nowhere: <see cref="SwitchVerdict.Reason"/> says why.</summary>
    Drop,

    /// <summary>To the node that is the network's router.</summary>
    ToNode,

    /// <summary>To <see cref="SwitchVerdict.Target"/> alone.</summary>
    ToPort,

    /// <summary>To <see cref="SwitchVerdict.Target"/> and the node: a piece of a packet of which nobody can tell whose it is.</summary>
    ToPortAndNode,

    /// <summary>To all ports but the one it came from.</summary>
    ToPorts,

    /// <summary>To all ports but the one it came from, and to the node.</summary>
    ToAll,

    /// <summary>To the ports with stations that are not known: one of them may be meant.</summary>
    ToOpenPorts,

    /// <summary>Nowhere, but <see cref="FrameSwitch.Answer"/> goes back to where it came from.</summary>
    Answer,
}
