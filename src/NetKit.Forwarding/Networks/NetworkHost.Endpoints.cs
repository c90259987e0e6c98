using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Forwarding.Endpoints;
using NetKit.Links;
using NetKit.Links.Tap;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>Containers come and go, with their names and ports.</summary>
public sealed partial class NetworkHost
{
    /// <summary>Null, and the TAP is the network's from here on; or a sentence that says why not, and the TAP stays the caller's.</summary>
    public async Task<string?> AttachAsync(EndpointOptions endpoint, TapPort tap)
    {
        if (tap.Queues.Length != _others.Length)
        {
            return $"{endpoint.Name} cannot be attached to {_options.Name}: its interface has {tap.Queues.Length + 1} queues, and the network {_options.Loops} loops.";
        }

        (string? refusal, SwitchPortOptions? port) = await _loop.RunAsync(() =>
            (Attach(endpoint, tap, tap.InterfaceName, out FabricPort? attached), attached?.Port.Options)).ConfigureAwait(false);
        if (port is null)
        {
            return refusal;
        }

        foreach ((int i, TapPort queue) in tap.TakeQueues().Index())
        {
            if (!await _others[i].AddAsync(endpoint.Id, port, queue).ConfigureAwait(false))
            {
                queue.Dispose();
            }
        }

        return null;
    }

    /// <summary>
    /// Takes a container out for good: its ports and flows are closed and its interface is removed, a persistent one too. False: there is no
    /// such container.
    /// </summary>
    public async Task<bool> DetachAsync(string endpointId)
    {
        bool isThere = await _loop.RunAsync(() =>
        {
            if (!_members.TryGetValue(endpointId, out NetworkMember? member))
            {
                return false;
            }

            _ = (member.Port.Link as TapPort)?.SetPersistent(false);
            Detach(member);
            _fabric.Remove(member.Port);
            return true;
        }).ConfigureAwait(false);
        foreach (NetworkLoop other in _others)
        {
            _ = await other.RemoveAsync(endpointId).ConfigureAwait(false);
        }

        return isThere;
    }

    /// <summary>Gives a container other names. False: there is no such container.</summary>
    public Task<bool> RenameAsync(string endpointId, string name, ImmutableArray<string> aliases) => _loop.RunAsync(() =>
    {
        if (!_members.TryGetValue(endpointId, out NetworkMember? member))
        {
            return false;
        }

        member.Options = member.Options with { Name = name, Aliases = aliases };
        _ = _driver.Services.Dhcp.Reserve(member.Options.Mac, member.Options.Address, member.HostName);
        SetNames();
        return true;
    });

    /// <summary>Gives the name server further names, in full, instead of those it was given before.</summary>
    public Task<bool> SetNamesAsync(ImmutableArray<DnsHost> names) => _loop.RunAsync(() =>
    {
        _addedNames = names;
        SetNames();
        return true;
    });

    /// <summary>Opens a port of the host that leads to a container, whatever address the wish names. Numbers are the network's.</summary>
    public Task<ForwardResult> PublishAsync(string endpointId, PortForward forward) => _loop.RunAsync(() => Publish(endpointId, forward));

    /// <summary>Opens a port of the host that leads to an address of the network, whoever has it and whether anybody has.</summary>
    public Task<ForwardResult> PublishAsync(PortForward forward) => _loop.RunAsync(() => _ports.Publish(forward));

    /// <summary>Closes a published port; its connections go on. False: there is none with this number.</summary>
    public Task<bool> UnpublishAsync(int id) => _loop.RunAsync(() =>
    {
        foreach (NetworkMember member in _members.Values)
        {
            _ = member.Forwards.Remove(id);
        }

        return _ports.Unpublish(id);
    });

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => _loop.RunAsync<IReadOnlyList<ForwardSnapshot>>(() =>
    [
        .. _ports.Snapshot().Select(forward => forward with
        {
            EndpointId = _members.Values.FirstOrDefault(member => member.Forwards.Contains(forward.Id))?.Options.Id,
        }),
    ]);

    /// <summary>The same for any kind of link.</summary>
    internal Task<string?> AttachAsync(EndpointOptions endpoint, ISwitchedLink link, string interfaceName) =>
        _loop.RunAsync(() => Attach(endpoint, link, interfaceName, out _));

    /// <summary>The same on the loop's thread.</summary>
    internal string? Attach(EndpointOptions endpoint, ISwitchedLink link, string interfaceName, out FabricPort? port)
    {
        port = null;
        IpAddress? own = OwnAddressV6(endpoint.Mac);
        endpoint = endpoint with { AddressV6 = _options.SubnetV6 is null ? null : endpoint.AddressV6 ?? own };
        if (Refusal(endpoint) is { } refusal)
        {
            return refusal;
        }

        IEnumerable<IpAddress> addresses = ((IpAddress?[])[endpoint.Address, endpoint.AddressV6, own]).OfType<IpAddress>().Distinct();
        SwitchPortOptions options = new() { Mac = endpoint.Mac, Addresses = [.. addresses], Claims = endpoint.Claims };
        port = _fabric.TryAdd(options, link);
        if (port is null)
        {
            return $"{endpoint.Name} cannot be attached to {_options.Name}: the interface {interfaceName} cannot be watched.";
        }

        NetworkMember member = new(endpoint, interfaceName, port);
        _members.Add(endpoint.Id, member);
        DhcpReserveResult reserved = _driver.Services.Dhcp.Reserve(endpoint.Mac, endpoint.Address, member.HostName);
        if (reserved is not DhcpReserveResult.Reserved)
        {
            // A name that means something else; the address is what matters.
            _ = _driver.Services.Dhcp.Reserve(endpoint.Mac, endpoint.Address);
        }

        foreach (IpAddress address in member.Addresses)
        {
            _ = _driver.Neighbors.Learn(_loop.Now, address, endpoint.Mac);
            _fabric.Announce(port, address);
        }

        if (endpoint.AddressV6 is { } v6)
        {
            _ = _driver.Services.Dhcpv6?.Reserve(endpoint.Mac, v6);
            _driver.Access.Twins = _driver.Access.Twins.SetItem(endpoint.Address, v6).SetItem(v6, endpoint.Address);
        }

        CaptureToo(member);
        SetNames();
        return null;
    }

    // What it may give itself (RFC 4862 §5.5.3), unless somebody was given just that.
    private IpAddress? OwnAddressV6(MacAddress mac)
    {
        if (_options.SubnetV6 is not { Length: 64 } subnet)
        {
            return null;
        }

        IpAddress own = IpAddress.InterfaceV6(subnet.Address.High, mac);
        return own == _settings.RouterV6 || _members.Values.Any(member => member.Addresses.Contains(own)) ? null : own;
    }

    private string? Refusal(EndpointOptions endpoint)
    {
        IpAddress address = endpoint.Address;
        if (_members.ContainsKey(endpoint.Id))
        {
            return $"{_options.Name} has an endpoint {endpoint.Id} already.";
        }

        if (!_options.Subnet.Contains(address) || address == _options.Gateway || address == _options.Dns
            || (_options.Subnet.Length < 31 && (address == _options.Subnet.Address || address == _options.Subnet.BroadcastV4)))
        {
            return $"{address} is no address for an endpoint of {_options.Name} ({_options.Subnet}, gateway {_options.Gateway}).";
        }

        if (_options.SubnetV6 is { } subnet && RefusalV6(endpoint, subnet) is { } refusal)
        {
            return refusal;
        }

        if (_members.Values.FirstOrDefault(member => member.Options.Address == address || member.Options.Mac == endpoint.Mac) is { } other)
        {
            return $"{address} or {endpoint.Mac} is {other.Options.Name}'s on {_options.Name}.";
        }

        return endpoint.Mac == default || endpoint.Mac.IsMulticast || endpoint.Mac == NodeOptions.UsualMac
            ? $"{endpoint.Mac} cannot be the link address of an endpoint."
            : null;
    }

    private string? RefusalV6(EndpointOptions endpoint, IpPrefix subnet)
    {
        if (endpoint.AddressV6 is not { } address)
        {
            return $"{endpoint.Name} needs an IPv6 address: none can be made of a link address in {subnet}.";
        }

        // RFC 4291 §2.6.1: the first address means any router of the network.
        if (!subnet.Contains(address) || address == subnet.Address || _settings.IsNodeV6(address))
        {
            return $"{address} is no address for an endpoint of {_options.Name} ({subnet}, gateway {_settings.RouterV6}).";
        }

        return _members.Values.FirstOrDefault(member => member.Addresses.Contains(address)) is { } other
            ? $"{address} is {other.Options.Name}'s on {_options.Name}."
            : null;
    }

    private ForwardResult Publish(string endpointId, PortForward forward)
    {
        if (!_members.TryGetValue(endpointId, out NetworkMember? member))
        {
            return new ForwardResult(null, $"{_options.Name} has no endpoint {endpointId}.");
        }

        if (_options.Internal)
        {
            return new ForwardResult(null, $"{_options.Name} is an internal network: nothing on it can be published.");
        }

        ForwardResult result = _ports.Publish(forward with { Container = forward.Container with { Address = member.Options.Address } });
        if (result.Published is not { } published)
        {
            return result;
        }

        _ = member.Forwards.Add(published.Id);
        return result with { Published = published with { EndpointId = endpointId } };
    }

    // All but its port on the switch.
    private void Detach(NetworkMember member)
    {
        EndpointOptions endpoint = member.Options;
        _ = _members.Remove(endpoint.Id);
        member.Port.Captures?.End();
        foreach (int id in member.Forwards)
        {
            _ = _ports.Unpublish(id);
        }

        foreach (IpAddress address in (IEnumerable<IpAddress>)[.. member.Addresses, .. member.Port.Port.Claimed])
        {
            _driver.Tcp.ResetAll(address);
            _driver.Udp.CloseAll(address);
            _driver.Neighbors.Remove(address);
            _driver.Access.Twins = _driver.Access.Twins.Remove(address);
        }

        _ = _driver.Services.Dhcp.Unreserve(endpoint.Mac);
        _ = _driver.Services.Dhcpv6?.Unreserve(endpoint.Mac);
        _ = _driver.Services.Dhcp.Release(endpoint.Address);
        SetNames();
    }

    private void OnPortGone(FabricPort port)
    {
        if (port == _hostPort)
        {
            NetworkLog.HostInterfaceGone(_logger, _options.Name, _options.HostInterface ?? string.Empty);
            return;
        }

        if (_members.Values.FirstOrDefault(member => member.Port == port) is not { } member)
        {
            return;
        }

        Detach(member);
        foreach (NetworkLoop other in _others)
        {
            _ = other.RemoveAsync(member.Options.Id);
        }

        NetworkLog.EndpointGone(_logger, _options.Name, member.Options.Name);
        _ = Task.Run(() => EndpointGone?.Invoke(member.Options.Id));
    }

    private void SetNames()
    {
        ImmutableArray<DnsHost> names = [.. _members.Values.SelectMany(static member => member.Names), .. _addedNames];
        _driver.Services.SetNames(names);
        foreach (NetworkLoop other in _others)
        {
            other.SetNames(names);
        }
    }
}
