using System;
using NetKit.Links.Vm;
using NetKit.Links.Vm.Vmnet;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>Clients of vpnkit's: they are told who they are.</summary>
internal sealed partial class MachineGate
{
    private readonly VmnetCards _cards = new();

    /// <summary>A client of vpnkit's has asked for a place: it is told its card, and its frames are expected.</summary>
    public void Seat(VmnetGreeter greeter, in VmnetRequest request)
    {
        Release(greeter);
        MachineListen listen = greeter.Listen;
        MacAddress mac = _cards.Of(request.Id);
        Span<byte> reply = stackalloc byte[VmnetReply.Length];
        if (RefusalOf(mac, request.Preferred) is { } reason)
        {
            VmnetReply.WriteRefusal(reply, reason);
            _ = greeter.TrySay(reply);
            greeter.Dispose();
            TurnAway(listen.Url, reason.TrimEnd('.'));
            return;
        }

        if (request.Preferred is { } wish)
        {
            _book.Keep(mac, wish, _host.IsNameFree);
        }

        FreeReplaced(mac);
        VmnetReply.WriteCard(reply, _settings.Mtu, mac);
        StreamPort link = new(greeter.Fd, LengthPrefix.Two, _settings.Mtu);
        string? refusal = _host.HasMac(mac) ? $"another machine has the link address {mac}, which is for vpnkit's clients"
            : greeter.TrySay(reply) ? Attach(link, listen, mac)
            : "it does not take what it is told";
        if (refusal is not null)
        {
            link.Dispose();
            TurnAway(listen.Url, refusal);
        }
    }

    /// <summary>A client of vpnkit's gets no place. Without a reason it went away by itself.</summary>
    public void Dismiss(VmnetGreeter greeter, string? reason)
    {
        Release(greeter);
        greeter.Dispose();
        if (reason is null)
        {
            Counters.End(StreamEnd.CutShort);
        }
        else
        {
            TurnAway(greeter.Listen.Url, reason);
        }
    }

    // vpnkit's words, which clients show.
    private string? RefusalOf(MacAddress mac, IpAddress? preferred)
    {
        if (preferred is not { } wish)
        {
            return null;
        }

        if (_book.AddressOf(mac) is { } had)
        {
            return had == wish ? null : "UUID already assigned to a different IP than the IP requested by the client";
        }

        if (!_settings.Subnet.Contains(wish) || wish == _settings.Subnet.Address || wish == _settings.Subnet.BroadcastV4)
        {
            return "Preferred IP address out of range.";
        }

        return _host.IsFree(wish) ? null : $"Preferred IP address {wish} already used.";
    }

    // A client of vpnkit's that comes again is the same, and its older connection is over: rootlesskit's parent connects before its child does.
    private void FreeReplaced(MacAddress mac)
    {
        if (FindMachine(mac) is { } port && _machines[port].Listen.Protocol is MachineProtocol.Vpnkit)
        {
            Replace(port);
        }
    }
}
