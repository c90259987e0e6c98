namespace NetKit.Forwarding.Splicing;

/// <summary>Where a spliced flow is in its life.</summary>
internal enum SplicedFlowState : byte
{
    /// <summary>Its socket inside the container's namespace is being made, or connected.</summary>
    Connecting,

    Open,

    Closed,
}
