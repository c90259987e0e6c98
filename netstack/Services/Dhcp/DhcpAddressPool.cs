using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>
/// Which addresses of the subnet clients can have. It hands out each address of the pool once; after that, only returned ones are left.
/// </summary>
internal sealed class DhcpAddressPool
{
    private readonly DhcpServerOptions _options;
    private readonly uint _first;
    private readonly uint _last;
    private long _next;

    /// <exception cref="ArgumentException">The pool is not a part of the subnet.</exception>
    public DhcpAddressPool(DhcpServerOptions options)
    {
        _options = options;
        bool hasEnds = options.Subnet.Length < 31;
        _first = options.PoolFirst?.V4 ?? options.Subnet.Address.V4 + (hasEnds ? 1u : 0);
        _last = options.PoolLast?.V4 ?? options.Subnet.BroadcastV4.V4 - (hasEnds ? 1u : 0);
        _next = _first;
        if (!options.Subnet.Contains(IpAddress.FromV4(_first)) || !options.Subnet.Contains(IpAddress.FromV4(_last)) || _first > _last)
        {
            throw new ArgumentException(
                $"The pool {IpAddress.FromV4(_first)}-{IpAddress.FromV4(_last)} is not a part of {options.Subnet}.", nameof(options));
        }

        if (options.FirstChoice is { } choice && !IsHost(choice))
        {
            throw new ArgumentException($"{choice} cannot be given to a client of {options.Subnet}.", nameof(options));
        }
    }

    /// <summary>True for an address that a client can be given: a host's, and none that the network itself uses.</summary>
    public bool IsHost(IpAddress address) =>
        _options.Subnet.Contains(address)
        && (_options.Subnet.Length >= 31 || (address != _options.Subnet.Address && address != _options.Subnet.BroadcastV4))
        && address != _options.ServerAddress
        && address != _options.Router
        && !_options.DnsServers.Contains(address)
        && !_options.NtpServers.Contains(address);

    /// <summary>True for an address that a client can be given without a reservation.</summary>
    public bool Serves(IpAddress address) =>
        IsHost(address) && ((address.V4 >= _first && address.V4 <= _last) || address == _options.FirstChoice);

    /// <summary>Steps to the next address that was never handed out by this method.</summary>
    public bool TryNext(out IpAddress address)
    {
        while (_next <= _last)
        {
            address = IpAddress.FromV4((uint)_next++);
            if (IsHost(address))
            {
                return true;
            }
        }

        address = default;
        return false;
    }
}
