using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A few addresses: gateway, name server, host.</summary>
public readonly struct AddressSet(params ReadOnlySpan<IpAddress> addresses) : IAddressSet
{
    private readonly IpAddress[]? _addresses = addresses.ToArray();

    public bool Contains(IpAddress address) => _addresses.AsSpan().Contains(address);
}
