using System.Collections.Generic;
using NetKit.Bench.Lab;
using NetKit.Bench.Wire;

namespace NetKit.Bench.Peers;

/// <summary>NetKit over a bad path. Each start has another seed, and the n-th has the same as the n-th of <see cref="WirePeer"/>.</summary>
internal sealed class ImpairedNetKitPeer(string name, string program) : TapPeer(name, program)
{
    private readonly NetKitPeer _plain = new(name, program);
    private ulong _starts;

    public override string Description => _plain.Description;

    public override PeerAbilities Abilities => PeerAbilities.Impaired;

    protected override double AttemptSeconds => Impairment.Usual.AttemptSeconds;

    protected override void Prepare(NetworkNamespace container) => container.PreferCubic();

    protected override IReadOnlyList<string> CommandFor(TapRequest request) =>
        [.. _plain.CommandOf(request), "--impair", Impairment.Usual.ToText(++_starts)];
}
