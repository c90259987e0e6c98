using System;
using NetKit.Forwarding.Loop;
using NetKit.Interop;

namespace NetKit.Forwarding.Machines;

/// <summary>A connection of a machine that is not on the network yet. Disposing of it closes the connection.</summary>
internal interface IArrival : IReadyHandler, IDisposable
{
    /// <summary>What is watched until it is.</summary>
    Fd Fd { get; }
}
