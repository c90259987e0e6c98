using System;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>
/// The link addresses that vpnkit's clients are given: they come with a number of their own instead, and whoever comes with the same again is the same
/// machine.
/// </summary>
internal sealed class VmnetCards
{
    // Locally administered, and vpnkit's: guests and their tools know it.
    private const ulong Prefix = 0x0250_0000_0000;

    private readonly Remembered<Guid, MacAddress> _known = new();
    private uint _count;

    /// <summary>Null is somebody else every time.</summary>
    public MacAddress Of(Guid? id)
    {
        if (id is { } known && _known.TryFind(known, out MacAddress mac))
        {
            return mac;
        }

        mac = new MacAddress(Prefix | ++_count);
        if (id is { } unknown)
        {
            _known.Enter(unknown, mac);
        }

        return mac;
    }
}
