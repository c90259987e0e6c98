using System;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Endpoints;

/// <summary>What a driver needs of its link beside the device: one port, or a switch with many behind it. Asked once a turn, not once a frame.</summary>
internal interface IDriverLink : IDisposable
{
    /// <summary>Nothing will ever move again.</summary>
    bool IsGone { get; }

    /// <summary>When the link wants a turn at the latest, since frames wait in it for a time of their own.</summary>
    Instant Deadline { get; }

    /// <summary>Before the node looks for frames.</summary>
    void BeginTurn(Instant now);

    /// <summary>After the node has spoken. True: the device kept frames back, whose turn is the next one.</summary>
    bool EndTurn();
}
