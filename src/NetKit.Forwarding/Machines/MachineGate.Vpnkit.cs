using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Links.Vm.Vmnet;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>Clients of vpnkit's: they are told who they are.</summary>
internal sealed partial class MachineGate
{
    private readonly HashSet<VmnetGreeter> _greeters = [];
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
            Sockets.Close(greeter.Fd);
            TurnAway(listen.Url, reason.TrimEnd('.'));
            return;
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
        Sockets.Close(greeter.Fd);
        if (reason is null)
        {
            Counters.End(StreamEnd.CutShort);
        }
        else
        {
            TurnAway(greeter.Listen.Url, reason);
        }
    }

    private Errno Greet(Fd fd, MachineListen listen)
    {
        VmnetGreeter greeter = new(this, fd, listen);
        Errno error = _host.Loop.RegisterLevel(fd, Readiness.Readable, greeter);
        if (error == Errno.None)
        {
            _ = _greeters.Add(greeter);
        }
        else
        {
            Sockets.Close(fd);
        }

        return error;
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

        if (!_host.IsFree(wish))
        {
            return $"Preferred IP address {wish} already used.";
        }

        _book.Keep(mac, wish, _host.IsNameFree);
        return null;
    }

    // A client of vpnkit's that comes again is the same, and its older connection is over: rootlesskit's parent connects before its child does.
    private void FreeReplaced(MacAddress mac)
    {
        if (FindMachine(mac) is { } port && _machines[port].Listen.Protocol is MachineProtocol.Vpnkit)
        {
            Replace(port);
        }
    }

    private void Release(VmnetGreeter greeter)
    {
        if (_greeters.Remove(greeter))
        {
            _host.Loop.Unregister(greeter.Fd);
        }
    }

    private void CloseGreeters()
    {
        foreach (VmnetGreeter greeter in _greeters.ToArray())
        {
            Release(greeter);
            Sockets.Close(greeter.Fd);
        }
    }
}
