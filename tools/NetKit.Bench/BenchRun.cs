using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;
using NetKit.Bench.Trials;

namespace NetKit.Bench;

/// <summary>
/// Measures: every trial several times, the peers taking turns within each time, so that what disturbs the machine meets all.
/// </summary>
internal sealed class BenchRun(BenchLab lab, BenchPlan plan, IReadOnlyList<IPeer> peers, ResultTable results) : IDisposable
{
    private readonly Dictionary<IPeer, PeerSite> _sites = [];
    private readonly HashSet<(ITrial, IPeer)> _given = [];

    public void Measure(IReadOnlyList<ITrial> trials)
    {
        int done = 0;
        foreach (IGrouping<int, ITrial> group in trials.GroupBy(static trial => trial.Mtu))
        {
            foreach (ITrial trial in group)
            {
                done++;
                for (int run = 0; run < plan.Runs; run++)
                {
                    Measure(trial, $"{done}/{trials.Count}, run {run + 1}/{plan.Runs}: {trial}");
                }
            }

            StopAll();
        }

        Progress.Clear();
    }

    public void Dispose() => StopAll();

    private void Measure(ITrial trial, string title)
    {
        foreach (IPeer peer in peers.Where(peer => (peer.Abilities & trial.Needs) == trial.Needs && !_given.Contains((trial, peer))))
        {
            lab.Cancel.ThrowIfCancellationRequested();
            Progress.Show($"{title}: {peer.Name}");
            try
            {
                Measure(trial, peer);
            }
            catch (Exception failure) when (failure is BenchException or SocketException or IOException or JsonException)
            {
                // What a peer cannot do once it is not asked again; others get a fresh one.
                results.Fail(new Failure(peer.Name, trial.ToString()!, failure.Message));
                _given.Add((trial, peer));
                Stop(peer);
            }
        }
    }

    private void Measure(ITrial trial, IPeer peer)
    {
        Readings readings = new(results, peer.Name);
        if (trial.NeedsFreshSite)
        {
            // Two of the same peer, or of the bridge's rules, would be in each other's way.
            Stop(peer);
            using PeerSite fresh = peer.Start(lab, trial.Mtu);
            trial.Run(fresh, readings);
            return;
        }

        if (!_sites.TryGetValue(peer, out PeerSite? site))
        {
            _sites[peer] = site = peer.Start(lab, trial.Mtu);
        }

        trial.Run(site, readings);
    }

    private void Stop(IPeer peer)
    {
        if (_sites.Remove(peer, out PeerSite? site))
        {
            site.Dispose();
        }
    }

    private void StopAll()
    {
        foreach (IPeer peer in _sites.Keys.ToArray())
        {
            Stop(peer);
        }
    }
}
