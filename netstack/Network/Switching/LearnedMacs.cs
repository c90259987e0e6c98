using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>Which port a station was last heard on. Full, it forgets the one that was not heard for longest.</summary>
internal sealed class LearnedMacs
{
    private readonly SwitchOptions _options;
    private readonly Dictionary<MacAddress, LinkedListNode<Station>> _byMac;
    private readonly LinkedList<Station> _byUse = new();

    public LearnedMacs(SwitchOptions options)
    {
        _options = options;
        _byMac = new Dictionary<MacAddress, LinkedListNode<Station>>(new KeyedComparer(new KeyedHash(options.Seed, ~options.Seed)));
    }

    public int Count => _byMac.Count;

    public void Learn(Instant now, MacAddress mac, SwitchPort port)
    {
        if (!_byMac.TryGetValue(mac, out LinkedListNode<Station>? node))
        {
            node = Count < _options.LearnedCapacity ? new LinkedListNode<Station>(default) : Oldest();
            _byMac.Add(mac, node);
        }
        else
        {
            _byUse.Remove(node);
        }

        node.Value = new Station(mac, port, now);
        _byUse.AddLast(node);
    }

    public bool TryFind(Instant now, MacAddress mac, [NotNullWhen(true)] out SwitchPort? port)
    {
        bool found = _byMac.TryGetValue(mac, out LinkedListNode<Station>? node) && now - node.Value.Heard < _options.LearnedLifetime;
        port = found ? node!.Value.Port : null;
        return found;
    }

    /// <summary>Forgets the stations of a port that is gone.</summary>
    public void Remove(SwitchPort port)
    {
        for (LinkedListNode<Station>? node = _byUse.First; node is not null;)
        {
            LinkedListNode<Station>? next = node.Next;
            if (node.Value.Port == port)
            {
                _ = _byMac.Remove(node.Value.Mac);
                _byUse.Remove(node);
            }

            node = next;
        }
    }

    private LinkedListNode<Station> Oldest()
    {
        LinkedListNode<Station> oldest = _byUse.First!;
        _ = _byMac.Remove(oldest.Value.Mac);
        _byUse.Remove(oldest);
        return oldest;
    }

    private readonly record struct Station(MacAddress Mac, SwitchPort Port, Instant Heard);

    private sealed class KeyedComparer(KeyedHash hash) : IEqualityComparer<MacAddress>
    {
        public bool Equals(MacAddress x, MacAddress y) => x == y;

        public int GetHashCode(MacAddress obj) => (int)hash.Of(obj.Value, 0, 0, 0, 0);
    }
}
