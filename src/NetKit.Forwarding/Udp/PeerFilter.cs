using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// Whose datagrams a mapping lets in: those of addresses that the container has sent to, from any port (address-dependent filtering).
/// </summary>
/// <remarks>
/// RFC 4787 REQ-8 offers two choices: endpoint-independent filtering where transparency matters most, address-dependent
/// filtering where safety does. A mapping is a socket on the host's own addresses, reachable by everything that can reach the
/// host; a container that did nothing but ask a name server must not be open to all of that. Hole punching and servers that
/// answer from another port work, and to be reachable by anyone is what published ports are for.
/// <para>
/// Bounded: two generations of addresses. When the younger one is full it becomes the older one, whose addresses are forgotten;
/// a mapping that talks to very many peers (a DHT node) keeps the ones it used last.
/// </para>
/// </remarks>
internal sealed class PeerFilter
{
    internal const int GenerationCapacity = 512;

    private IpAddress _last;
    private HashSet<IpAddress>? _younger;
    private HashSet<IpAddress>? _older;

    /// <summary>The container has sent to this address.</summary>
    public void Permit(IpAddress peer)
    {
        if (peer == _last)
        {
            return;
        }

        // Most mappings talk to one peer and never need a set.
        if (_last != default)
        {
            Remember(_last);
        }

        _last = peer;
    }

    public bool Allows(IpAddress peer) =>
        peer == _last || (_younger is not null && (_younger.Contains(peer) || (_older is not null && _older.Contains(peer))));

    private void Remember(IpAddress peer)
    {
        _younger ??= [];
        if (_younger.Count == GenerationCapacity && !_younger.Contains(peer))
        {
            HashSet<IpAddress> forgotten = _older ?? [];
            forgotten.Clear();
            _older = _younger;
            _younger = forgotten;
        }

        _ = _younger.Add(peer);
    }
}
