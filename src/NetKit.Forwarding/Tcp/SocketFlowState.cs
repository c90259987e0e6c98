namespace NetKit.Forwarding.Tcp;

/// <summary>Where a flow between the stack and the host is in its life.</summary>
internal enum SocketFlowState : byte
{
    /// <summary>The container asked; the host's connect has not ended, and the container has no answer yet.</summary>
    HostConnecting,

    /// <summary>A client of a published port was accepted; the container has not answered yet.</summary>
    StackConnecting,

    Open,

    /// <summary>The stack's connection is over in good order; its last octets are on their way into the socket.</summary>
    Draining,

    Closed,
}
