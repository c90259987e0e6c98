using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Daemon.State;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>Names that somebody adds to those of the endpoints, on all networks.</summary>
public sealed partial class NetworkManager
{
    private readonly SortedDictionary<string, ZoneRecord> _zones = new(StringComparer.OrdinalIgnoreCase);

    public Task<IReadOnlyList<ZoneRecord>> ZonesAsync() => AloneAsync<IReadOnlyList<ZoneRecord>>(() => [.. _zones.Values]);

    /// <summary>Adds names to a domain; those that were there before stay behind the new ones. Null, or why not.</summary>
    public Task<Refusal?> AddNamesAsync(string domain, IReadOnlyList<NameRecord> names) => AloneAsync(async () =>
    {
        string trimmed = domain.TrimEnd('.').ToLowerInvariant();
        if (!StateNames.IsValid(trimmed))
        {
            return Refusal.Invalid($"'{domain}' is no domain: write e.g. apps.internal.");
        }

        if (names.FirstOrDefault(static one => (one.Name.Length > 0 && !StateNames.IsValid(one.Name)) || !IpAddress.TryParse(one.Address, out _)) is { } wrong)
        {
            return Refusal.Invalid($"'{wrong.Name}' with '{wrong.Address}' is no name with an address.");
        }

        ImmutableArray<NameRecord> before = _zones.TryGetValue(trimmed, out ZoneRecord? known) ? known.Names : [];
        ZoneRecord zone = new() { Domain = trimmed, Names = [.. names, .. before.Where(old => names.All(one => one.Name != old.Name))] };
        if (TryKeep(() => _store.Zones.Save(trimmed, zone)) is { } notKept)
        {
            return notKept;
        }

        _zones[trimmed] = zone;
        Events.Publish("zone", "change", trimmed, trimmed);
        foreach (INetworkRuntime runtime in _networks.Values.Select(static one => one.Runtime).OfType<INetworkRuntime>())
        {
            await runtime.SetNamesAsync(AddedNames()).ConfigureAwait(false);
        }

        return null;
    });

    private ImmutableArray<DnsHost> AddedNames() =>
    [
        .. from zone in _zones.Values
           from name in zone.Names
           select new DnsHost(name.Name.Length == 0 ? zone.Domain : $"{name.Name}.{zone.Domain}", [Address(name.Address)]),
    ];
}
