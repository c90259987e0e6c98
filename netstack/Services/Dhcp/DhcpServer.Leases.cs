using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>The table as others see it: the local DNS zone, whoever reserves addresses, whoever keeps leases over a restart.</summary>
public sealed partial class DhcpServer
{
    /// <summary>Another number whenever an address or a name has got another owner: time to read <see cref="Leases"/> again.</summary>
    public long Revision => _bindings.Revision;

    /// <summary>When <see cref="Expire"/> may have something to do; earlier than that it has not.</summary>
    public Instant NextExpiry => _bindings.NextExpiry;

    /// <summary>Ends leases whose time is over; <see cref="Answer"/> does so too.</summary>
    public void Expire(Instant now) => _bindings.Settle(now);

    /// <summary>Everything that is leased or reserved, in the order of the addresses.</summary>
    public ImmutableArray<DhcpLease> Leases(Instant now)
    {
        _bindings.Settle(now);
        return
        [
            .. _bindings.All
                .Where(static binding => binding.IsReserved || binding.State is DhcpBindingState.Bound)
                .OrderBy(static binding => binding.Address.V4)
                .Select(static binding => binding.ToLease()),
        ];
    }

    /// <summary>The lease or reservation of an address; null when it is nobody's.</summary>
    public DhcpLease? Find(Instant now, IpAddress address)
    {
        _bindings.Settle(now);
        return _bindings.FindAddress(address) is { } binding && (binding.IsReserved || binding.State is DhcpBindingState.Bound)
            ? binding.ToLease()
            : null;
    }

    /// <summary>
    /// Keeps an address for an interface from now on; a former reservation of the interface ends. A client that holds the address loses
    /// it: it is refused when it wants to renew, and gets another.
    /// </summary>
    public DhcpReserveResult Reserve(MacAddress mac, IpAddress address, string? name = null)
    {
        bool isForbidden = name is not null && Options.ForbiddenNames.Contains(name, StringComparer.OrdinalIgnoreCase);
        return isForbidden ? DhcpReserveResult.BadName : _bindings.Reserve(mac, address, name);
    }

    /// <summary>Ends a reservation; a lease that its client has goes on as an ordinary one if the address is in the pool.</summary>
    public bool Unreserve(MacAddress mac) => _bindings.Unreserve(mac);

    /// <summary>Ends a lease whose client is known to be gone. A reservation stays.</summary>
    public bool Release(IpAddress address)
    {
        if (_bindings.FindAddress(address) is not { IsHeld: true } binding)
        {
            return false;
        }

        _bindings.Free(binding);
        return true;
    }

    /// <summary>The leases to keep over a restart. Reservations are not in it: they come from where they came from.</summary>
    public ImmutableArray<DhcpLeaseRecord> Export(Instant now) =>
    [
        .. Leases(now)
            .Where(static lease => lease.IsBound)
            .Select(lease => new DhcpLeaseRecord(lease.Address, lease.Mac, lease.ClientId, lease.HostName, lease.Expires - now)),
    ];

    /// <summary>
    /// Enters what <see cref="Export"/> gave, after the reservations were made. A record that no longer fits the options, or
    /// contradicts what is there, is left out. Returns how many were taken.
    /// </summary>
    public int Import(Instant now, IEnumerable<DhcpLeaseRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return records.Count(record => TryImport(now, record));
    }

    private bool TryImport(Instant now, DhcpLeaseRecord record)
    {
        Span<byte> clientId = stackalloc byte[DhcpOption.MaximumLength];
        OperationStatus status = Convert.FromHexString(record.ClientId, clientId, out _, out int length);
        if (status is not OperationStatus.Done || length == 0 || record.Mac.IsMulticast)
        {
            return false;
        }

        bool isNamed = record.HostName is { } name && DhcpHostName.IsLabel(name);
        TimeSpan longest = Options.LeaseTime > Options.BootpLeaseTime ? Options.LeaseTime : Options.BootpLeaseTime;
        TimeSpan remaining = record.Remaining > longest ? longest : record.Remaining;
        return _bindings.TryRestore(isNamed ? record : record with { HostName = null }, clientId[..length], now, remaining);
    }
}
