using System.Collections.Generic;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin.Messages;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Plugin;

/// <summary>
/// dockerd's address management. It asks for no replay: what was handed out is on NetKit's disk, and dockerd's word on it would come too late for
/// containers that live on.
/// </summary>
internal sealed class IpamDriver(AddressBook book)
{
    private const string AddressType = "RequestAddressType";
    private const string GatewayType = "com.docker.network.gateway";

    public Answer<RequestPoolAnswer> RequestPool(RequestPoolCall call)
    {
        IpPrefix? subnet = null;
        IpPrefix? range = null;
        if (!TryRead(call.Pool, ref subnet) || !TryRead(call.SubPool, ref range))
        {
            return Refusal.Invalid($"'{call.Pool}' or '{call.SubPool}' is no subnet: write e.g. 172.30.0.0/16.");
        }

        if (subnet is { } named && named.Address.IsV4 == call.V6)
        {
            return Refusal.Invalid($"{named} is no IPv{(call.V6 ? 6 : 4)} subnet.");
        }

        return book.RequestPool(subnet, range, isV6: call.V6).TryGet(out AddressPool? pool, out Refusal? refusal)
            ? new RequestPoolAnswer(pool.Id, pool.Subnet.ToString(), new EmptyAnswer())
            : refusal;
    }

    public Answer<EmptyAnswer> ReleasePool(ReleasePoolCall call) => Done(book.ReleasePool(call.PoolID));

    public Answer<RequestAddressAnswer> RequestAddress(RequestAddressCall call)
    {
        IpAddress? wanted = null;
        if (!string.IsNullOrEmpty(call.Address))
        {
            if (!IpAddress.TryParse(NetworkDriverOptions.WithoutLength(call.Address), out IpAddress parsed))
            {
                return Refusal.Invalid($"'{call.Address}' is no IP address.");
            }

            wanted = parsed;
        }

        bool gateway = call.Options?.GetValueOrDefault(AddressType) == GatewayType;
        return book.RequestAddress(call.PoolID, wanted, gateway).TryGet(out AddressRecord? given, out Refusal? refusal)
            ? new RequestAddressAnswer($"{given.Address}/{book.LengthOf(call.PoolID)}", new EmptyAnswer())
            : refusal;
    }

    public Answer<EmptyAnswer> ReleaseAddress(ReleaseAddressCall call) =>
        IpAddress.TryParse(NetworkDriverOptions.WithoutLength(call.Address), out IpAddress address)
            ? Done(book.ReleaseAddress(call.PoolID, address))
            : Refusal.Invalid($"'{call.Address}' is no IP address.");

    private static bool TryRead(string? text, ref IpPrefix? prefix)
    {
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        bool valid = IpPrefix.TryParse(text, out IpPrefix parsed);
        prefix = parsed;
        return valid;
    }

    private static Answer<EmptyAnswer> Done(Refusal? refusal) => refusal is null ? new EmptyAnswer() : refusal;
}
