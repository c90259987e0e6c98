using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Dns;

/// <summary>The upstream servers of the moment, and which of them to ask first.</summary>
[SupportedOSPlatform("linux")]
internal sealed class UpstreamSet(ImmutableArray<IpAddress> ownAddresses)
{
    private const ushort DnsPort = 53;

    private Upstream[] _upstreams = [];

    /// <summary>False until servers have been set for the first time, none perhaps.</summary>
    public bool IsKnown { get; private set; }

    public int Count => _upstreams.Length;

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<Upstream> All => _upstreams;

    /// <summary>Takes other servers; false when they are the ones that are there already.</summary>
    /// <param name="servers">
    /// In the order of the configuration. What cannot be a server is left out, and so is what is more than is used.
    /// </param>
    /// <param name="refused">The first one that is at an address of our own, where asking would go round in a circle.</param>
    public bool TryReplace(ImmutableArray<SocketEndpoint> servers, out SocketEndpoint? refused)
    {
        refused = null;
        List<SocketEndpoint> taken = [];
        foreach (SocketEndpoint server in servers)
        {
            SocketEndpoint endpoint = server.Port == 0 ? server with { Port = DnsPort } : server;
            if (ownAddresses.Contains(endpoint.Address))
            {
                refused ??= endpoint;
            }
            else if (IsServer(endpoint.Address) && !taken.Contains(endpoint) && taken.Count < PendingQuery.MaximumAttempts)
            {
                taken.Add(endpoint);
            }
        }

        if (IsKnown && IsSame(taken))
        {
            return false;
        }

        IsKnown = true;
        _upstreams = [.. taken.ConvertAll(static endpoint => new Upstream(endpoint))];
        return true;
    }

    /// <summary>Who asks this address on the usual port asks one of them.</summary>
    public bool IsServerOfUsualPort(IpAddress address)
    {
        foreach (Upstream upstream in _upstreams)
        {
            if (upstream.Endpoint.Address == address && upstream.Endpoint.Port == DnsPort)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lays out whom to ask in which order: the cheapest first, equals in the order of the configuration.</summary>
    public void Arrange(Instant now, PendingQuery query)
    {
        query.ClearAttempts();
        foreach (Upstream upstream in _upstreams)
        {
            query.AddAttempt(upstream);
        }

        Span<DnsAttempt> attempts = query.Attempts;
        for (int i = 1; i < attempts.Length; i++)
        {
            DnsAttempt moving = attempts[i];
            int at = i;
            for (; at > 0 && attempts[at - 1].Upstream.Cost(now) > moving.Upstream.Cost(now); at--)
            {
                attempts[at] = attempts[at - 1];
            }

            attempts[at] = moving;
        }
    }

    private static bool IsServer(IpAddress address) => !address.IsUnspecified && !address.IsMulticast && address != IpAddress.BroadcastV4;

    private bool IsSame(List<SocketEndpoint> servers)
    {
        bool same = servers.Count == _upstreams.Length;
        for (int i = 0; same && i < servers.Count; i++)
        {
            same = servers[i] == _upstreams[i].Endpoint;
        }

        return same;
    }
}
