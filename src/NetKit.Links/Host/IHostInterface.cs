using System;
using System.Collections.Immutable;

namespace NetKit.Links.Host;

/// <summary>
/// The host's own interface on a network of NetKit: what docker0 is to Docker. Through it the host reaches containers by address, and they
/// reach what the host serves. One object is one interface; one thread uses it.
/// </summary>
/// <remarks>
/// What an implementation gives: an interface of the host that has the gateway's address and a route to the subnet, and whose other end is an Ethernet
/// link whose host side has the given link address. A TAP is that by itself; a utun needs its IP packets put into frames, and a feth
/// its peer read through BPF.
/// </remarks>
public interface IHostInterface : IDisposable
{
    /// <summary>The name that the host really has for it; empty before <see cref="Open"/>.</summary>
    string Name { get; }

    /// <summary>The end that is NetKit's. Only after <see cref="Open"/> has answered null.</summary>
    ISwitchedLink Link { get; }

    /// <summary>Gives the further links away, in their order: as many as were asked for less one, or none.</summary>
    ImmutableArray<ISwitchedLink> TakeQueues();

    /// <summary>
    /// Makes the interface, gives it its address and route, and brings it up. Null, or a sentence that says why there is none and
    /// what to do; then nothing of it is left.
    /// </summary>
    string? Open(HostInterfaceSettings settings);
}
