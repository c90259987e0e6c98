using System;
using System.Collections.Generic;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>A program that copies between a port of the host and one of a container which it reaches over a veth pair.</summary>
/// <param name="name">What it is called.</param>
/// <param name="description">Its version.</param>
/// <param name="command">From the host's port, the container's address and its port to a command that serves them.</param>
internal sealed class ProxyPeer(string name, string description, Func<int, string, int, IReadOnlyList<string>> command) : IPeer
{
    public string Name => name;

    public string Description => description;

    public PeerAbilities Abilities => PeerAbilities.Published | PeerAbilities.Process;

    public PeerSite Start(BenchLab lab, int mtu)
    {
        PeerSite site = VethSite.Create(lab, name, mtu, publishes: true);
        try
        {
            site.StartTime = Readiness.MeasurePublished(site, () => Launch(site));
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    private void Launch(PeerSite site)
    {
        site.Launch(command(site.PublishedBulkPort, site.ContainerAddress, PeerSite.ContainerBulkPort), site.Lab.LogOf(name));
        site.Launch(command(site.PublishedEchoPort, site.ContainerAddress, PeerSite.ContainerEchoPort), site.Lab.LogOf(name));
    }
}
