using System.Collections.Generic;

namespace NetKit.Bench.Peers;

/// <summary>NetKit with <c>--splice</c>, for its published ports: everything else is as without.</summary>
internal sealed class SplicedNetKitPeer(string name, string program) : TapPeer(name, program)
{
    public const string PeerName = "netkit-splice";

    private readonly NetKitPeer _plain = new(name, program);

    public override string Description => $"{_plain.Description}, --splice";

    public override PeerAbilities Abilities => PeerAbilities.Published | PeerAbilities.Process;

    protected override IReadOnlyList<string> CommandFor(TapRequest request) => [.. _plain.CommandOf(request), "--splice"];
}
