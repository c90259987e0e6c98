using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// Names to addresses and back. It does not change once it is built: whoever has news builds another and swaps it in.
/// </summary>
public sealed class DnsHostTable
{
    private readonly Dictionary<byte[], ImmutableArray<IpAddress>> _addresses;
    private readonly Dictionary<byte[], ImmutableArray<IpAddress>>.AlternateLookup<ReadOnlySpan<byte>> _byOctets;
    private readonly Dictionary<IpAddress, byte[]> _names = [];

    /// <param name="hosts">
    /// A name may come more than once: its addresses add up. An address belongs to the first name that has it. A text that is no
    /// domain name is left out.
    /// </param>
    /// <param name="seed">A secret, against chosen collisions.</param>
    public DnsHostTable(IEnumerable<DnsHost> hosts, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        _addresses = new Dictionary<byte[], ImmutableArray<IpAddress>>(new DnsNameComparer(seed));
        _byOctets = _addresses.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (DnsHost host in hosts)
        {
            Add(host);
        }
    }

    public int Count => _addresses.Count;

    public bool TryFindAddresses(ReadOnlySpan<byte> name, out ImmutableArray<IpAddress> addresses) =>
        _byOctets.TryGetValue(name, out addresses);

    /// <summary>The uncompressed name that an address belongs to.</summary>
    public bool TryFindName(IpAddress address, [NotNullWhen(true)] out byte[]? name) => _names.TryGetValue(address, out name);

    /// <summary>True: some address in the network has a name.</summary>
    public bool HasNamesIn(IpPrefix network)
    {
        foreach (IpAddress address in _names.Keys)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(DnsHost host)
    {
        if (!DnsNameText.TryEncode(host.Name, out byte[] name))
        {
            return;
        }

        ImmutableArray<IpAddress> known = _addresses.GetValueOrDefault(name, []);
        foreach (IpAddress address in host.Addresses)
        {
            _ = _names.TryAdd(address, name);
            known = known.Contains(address) ? known : known.Add(address);
        }

        _addresses[name] = known;
    }
}
