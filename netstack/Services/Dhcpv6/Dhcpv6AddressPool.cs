using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>
/// Which addresses of the prefix clients can have. It hands out each address of the pool once; after that, only returned ones are left.
/// </summary>
internal sealed class Dhcpv6AddressPool
{
    private const uint UsualFirst = 0x1000;
    private const uint UsualLast = 0xFFFF;
    private const int LongestUsualPrefix = 112;

    private readonly Dhcpv6ServerOptions _options;
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private UInt128 _next;

    /// <exception cref="ArgumentException">The pool is not a part of the prefix.</exception>
    public Dhcpv6AddressPool(Dhcpv6ServerOptions options)
    {
        _options = options;
        IpPrefix prefix = options.Prefix;
        bool isUsual = prefix.Length <= LongestUsualPrefix;
        IpAddress first = options.PoolFirst ?? prefix.At(isUsual ? UsualFirst : 1);
        IpAddress last = options.PoolLast ?? prefix.At(isUsual ? UsualLast : (1u << (128 - prefix.Length)) - 1);
        (_first, _last) = (Number(first), Number(last));
        _next = _first;
        if (!prefix.Contains(first) || !prefix.Contains(last) || _first > _last)
        {
            throw new ArgumentException($"The pool {first}-{last} is not a part of {prefix}.", nameof(options));
        }

        if (options.FirstChoice is { } choice && !IsHost(choice))
        {
            throw new ArgumentException($"{choice} cannot be given to a client of {prefix}.", nameof(options));
        }
    }

    /// <summary>
    /// True for an address that a client can be given: not the routers' (RFC 4291 §2.6.1), and none that the network itself uses.
    /// </summary>
    public bool IsHost(IpAddress address) =>
        _options.Prefix.Contains(address)
        && address != _options.Prefix.Address
        && !_options.OwnAddresses.Contains(address)
        && !_options.DnsServers.Contains(address)
        && !_options.NtpServers.Contains(address);

    /// <summary>True for an address that the server gives out.</summary>
    public bool Serves(IpAddress address) =>
        _options.IsStateful && IsHost(address)
        && ((Number(address) >= _first && Number(address) <= _last) || address == _options.FirstChoice);

    /// <summary>Steps to the next address that was never handed out by this method.</summary>
    public bool TryNext(out IpAddress address)
    {
        while (_options.IsStateful && _next <= _last)
        {
            address = new IpAddress((ulong)(_next >> 64), (ulong)_next);
            _next++;
            if (IsHost(address))
            {
                return true;
            }
        }

        address = default;
        return false;
    }

    private static UInt128 Number(IpAddress address) => new(address.High, address.Low);
}
