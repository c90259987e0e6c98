using System;
using NetKit.Bench.Lab;
using NetKit.Bench.Wire;

namespace NetKit.Bench.Peers;

/// <summary>A program that takes the frames of virtual machines from a stream socket. The machine is a namespace behind a <see cref="StreamRelay"/>.</summary>
internal abstract class MachinePeer(string name, string program) : TapPeer(name, program)
{
    public override PeerAbilities Abilities => PeerAbilities.Machine | PeerAbilities.Process;

    /// <summary>The machine's address, in a network of 24 bits, and the gateway's.</summary>
    protected virtual (string Own, string Gateway) Addresses => (ContainerAddress, GatewayAddress);

    protected static string SocketOf(TapRequest request) => request.Socket + ".vm";

    // The relay is no part of the peer: what it takes is not the peer's cost.
    protected override void Join(PeerSite site, TapRequest request, string log) => site.Keep(new Background(
        [Environment.ProcessPath!, .. RelayCommand.For(request.Namespace, SocketOf(request), request.Mtu, Addresses.Own, Addresses.Gateway)], log));
}
