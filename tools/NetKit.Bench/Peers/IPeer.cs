using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>Something that joins a namespace to the host, or a port of the host to a namespace.</summary>
internal interface IPeer
{
    string Name { get; }

    PeerAbilities Abilities { get; }

    /// <summary>The version that the program tells, or what the kernel does.</summary>
    string Description { get; }

    /// <summary>Makes a namespace and joins it; returns when traffic flows.</summary>
    /// <param name="lab">Where it runs.</param>
    /// <param name="mtu">Of the namespace's interface.</param>
    PeerSite Start(BenchLab lab, int mtu);
}
