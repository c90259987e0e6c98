using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>One measurement, the same for every peer.</summary>
internal interface ITrial
{
    /// <summary>The path it belongs to, as --only names it.</summary>
    string Path { get; }

    int Mtu { get; }

    /// <summary>Peers that lack one of these do not take part.</summary>
    PeerAbilities Needs { get; }

    /// <summary>Needs a peer that nobody used before.</summary>
    bool NeedsFreshSite { get; }

    void Run(PeerSite site, Readings readings);
}
