using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>
/// The link addresses that vpnkit's clients are given: they come with a number of their own instead, and whoever comes with the same again is the same
/// machine.
/// </summary>
internal sealed class VmnetCards
{
    // Machines remembered at most; the one that came first is forgotten for another.
    private const int Capacity = 1024;

    // Locally administered, and vpnkit's: guests and their tools know it.
    private const ulong Prefix = 0x0250_0000_0000;

    private readonly Dictionary<Guid, MacAddress> _known = [];
    private readonly Queue<Guid> _order = new();
    private uint _count;

    /// <summary>Null is somebody else every time.</summary>
    public MacAddress Of(Guid? id)
    {
        if (id is { } known && _known.TryGetValue(known, out MacAddress mac))
        {
            return mac;
        }

        mac = new MacAddress(Prefix | ++_count);
        if (id is { } unknown)
        {
            if (_order.Count == Capacity)
            {
                _ = _known.Remove(_order.Dequeue());
            }

            _order.Enqueue(unknown);
            _known.Add(unknown, mac);
        }

        return mac;
    }
}
