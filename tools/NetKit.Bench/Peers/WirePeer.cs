using System;
using NetKit.Bench.Lab;
using NetKit.Bench.Wire;

namespace NetKit.Bench.Peers;

/// <summary>Two kernels at the ends of an <see cref="ImpairedWire"/>: what NetKit's TCP is measured against on a bad path.</summary>
internal sealed class WirePeer() : PairPeer(PeerName)
{
    public const string PeerName = "linux";

    private ulong _starts;

    public override PeerAbilities Abilities => PeerAbilities.Impaired;

    public override string Description => "two kernels over the device behind --impair, cubic where it may be set";

    protected override double AttemptSeconds => Impairment.Usual.AttemptSeconds;

    protected override void Join(PeerSite site, Pair pair)
    {
        pair.Near.PreferCubic();
        pair.Far.PreferCubic();
        string[] command =
        [
            Environment.ProcessPath!,
            .. ImpairedWire.CommandFor(
                pair.Near.FilePath, pair.Far.FilePath, Impairment.Usual, ++_starts, pair.Mtu, pair.NearAddress, pair.FarAddress),
        ];
        site.Adopt(new Background(command, site.Lab.LogOf(pair.Label)));
    }
}
