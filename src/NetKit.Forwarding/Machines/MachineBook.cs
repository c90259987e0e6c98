using System;
using System.Globalization;
using System.Linq;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>
/// Which address and name a machine gets. The first one gets the network's own, to which published ports lead, and so does any later one that comes while
/// nobody has it. A machine that comes back finds what it had, unless somebody else has it now.
/// </summary>
internal sealed class MachineBook(NetworkSettings settings)
{
    private readonly Remembered<MacAddress, MachineIdentity> _known = new();

    /// <summary>Null: no address is left.</summary>
    /// <param name="mac">The machine's link address.</param>
    /// <param name="isFree">Tells whether nobody has an address now.</param>
    /// <param name="isNameFree">The same of a name.</param>
    /// <param name="isPatient">What a machine had is kept for it as long as there is anything else, the network's own address too.</param>
    public MachineIdentity? Enter(MacAddress mac, Func<IpAddress, bool> isFree, Func<string, bool> isNameFree, bool isPatient = false)
    {
        if (_known.TryFind(mac, out MachineIdentity known) && isFree(known.Address) && isNameFree(known.Name))
        {
            return known;
        }

        bool mayBeFirst = isFree(settings.Address) && isNameFree(settings.Name) && !(isPatient && IsRemembered(settings.Address));
        MachineIdentity? found = mayBeFirst
            ? new MachineIdentity(settings.Name, settings.Address)
            : (FindAddress(isFree, sparing: true) ?? FindAddress(isFree, sparing: false)) is { } address
                ? new MachineIdentity(FindName(isNameFree), address)
                : null;
        if (found is { } identity)
        {
            _known.Enter(mac, identity);
        }

        return found;
    }

    /// <summary>The address that is kept for a machine; null: it has never been here.</summary>
    public IpAddress? AddressOf(MacAddress mac) => _known.TryFind(mac, out MachineIdentity known) ? known.Address : null;

    /// <summary>Keeps an address for a machine that wishes it, with what it is called there already if that is so. The caller has seen that it may have it.</summary>
    public void Keep(MacAddress mac, IpAddress address, Func<string, bool> isNameFree)
    {
        if (AddressOf(mac) == address)
        {
            return;
        }

        bool isFirst = address == settings.Address && isNameFree(settings.Name);
        _known.Enter(mac, new MachineIdentity(isFirst ? settings.Name : FindName(isNameFree), address));
    }

    // From the network's own address upwards, then from its beginning.
    private IpAddress? FindAddress(Func<IpAddress, bool> isFree, bool sparing)
    {
        IpPrefix subnet = settings.Subnet;
        uint count = subnet.BroadcastV4.V4 - subnet.Address.V4 - 1;
        uint first = settings.Address.V4 - subnet.Address.V4;
        for (uint i = 1; i < count; i++)
        {
            IpAddress address = subnet.At(((first - 1 + i) % count) + 1);
            if (isFree(address) && !(sparing && IsRemembered(address)))
            {
                return address;
            }
        }

        return null;
    }

    private bool IsRemembered(IpAddress address) => _known.Values.Any(identity => identity.Address == address);

    // Whoever comes back and finds its name taken would get another address too.
    private bool IsRemembered(string name) => _known.Values.Any(identity => identity.Name == name);

    private string FindName(Func<string, bool> isNameFree)
    {
        for (int i = 2; ; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{settings.Name}-{i}");
            if (isNameFree(name) && !IsRemembered(name))
            {
                return name;
            }
        }
    }
}
