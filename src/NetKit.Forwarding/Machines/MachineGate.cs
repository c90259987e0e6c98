using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Networks;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>
/// Where virtual machines come in: their connections are accepted, their first frame says who they are, and then they are endpoints of the network. Loop
/// thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class MachineGate : IDisposable
{
    // Connections that may wait for a first frame, and machines that may be on the network.
    private const int MaximumArrivals = 64;
    private const int MaximumMachines = 256;

    // Addresses that a machine may have beside the one that is kept for it.
    private const int ClaimsPerMachine = 16;

    private readonly NetworkHost _host;
    private readonly NetworkSettings _settings;
    private readonly ILogger _logger;
    private readonly MachineBook _book;
    private readonly List<IDisposable> _listeners = [];
    private readonly HashSet<IArrival> _arrivals = [];
    private readonly Dictionary<FabricPort, (string Name, MachineListen Listen)> _machines = [];
    private int _awaited;
    private string? _lastSaid;
    private Instant _quietUntil;

    public MachineGate(NetworkHost host, NetworkSettings settings, ILogger logger)
    {
        _host = host;
        _settings = settings;
        _logger = logger;
        _book = new MachineBook(settings);
        host.Fabric.PortGone += OnPortGone;
    }

    /// <summary>Called once, when no machine is there any more and none can come.</summary>
    public event Action? Deserted;

    public MachineCounters Counters { get; } = new();

    private static TimeSpan Quiet => TimeSpan.FromMinutes(1);

    /// <summary>Opens all of the places or, with a sentence that says why, none.</summary>
    public string? Open(IReadOnlyList<MachineListen> listens)
    {
        foreach (MachineListen listen in listens)
        {
            string? refusal = listen.Connected is { } fd ? Adopt(fd, listen) : Listen(listen);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Takes a connection over.</summary>
    public void Admit(Fd fd, MachineListen listen)
    {
        Counters.Connected++;
        if (_arrivals.Count >= MaximumArrivals || _machines.Count >= MaximumMachines)
        {
            Sockets.Close(fd);
            TurnAway(listen.Url, "too many machines are here, or are connected and silent");
            return;
        }

        IArrival arrival = listen.Protocol is MachineProtocol.Vpnkit
            ? new VmnetGreeter(this, fd, listen)
            : new Newcomer(this, LinkOf(fd, listen.Protocol), listen);
        Errno error = _host.Loop.RegisterLevel(fd, Readiness.Readable, arrival);
        if (error == Errno.None)
        {
            _ = _arrivals.Add(arrival);
        }
        else
        {
            arrival.Dispose();
            TurnAway(listen.Url, $"its connection cannot be watched ({error})");
        }
    }

    /// <summary>Does something in the next turn.</summary>
    public void Later(Action work) => _ = _host.Loop.Post(work);

    /// <summary>The machine has said who it is.</summary>
    public void Join(Newcomer newcomer, MacAddress mac)
    {
        Release(newcomer);
        MachineListen listen = newcomer.Listen;
        FreeVanished(mac);
        string? refusal = _host.HasMac(mac)
            ? $"another machine has the link address {mac}, so give each its own, as QEMU's '-device virtio-net-pci,mac=' does"
            : Attach(newcomer.Link, listen, mac);
        if (refusal is not null)
        {
            newcomer.Dispose();
            TurnAway(listen.Url, refusal);
            Miss(listen);
        }
    }

    /// <summary>The machine is gone and was never here.</summary>
    public void Forget(Newcomer newcomer)
    {
        Release(newcomer);
        NoteEnd(newcomer.Link, "a machine", newcomer.Listen);
        newcomer.Dispose();
        Miss(newcomer.Listen);
    }

    public void TurnAway(string url, string reason)
    {
        Counters.TurnedAway++;
        if (MaySay(url + reason))
        {
            MachineLog.TurnedAway(_logger, url, reason);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable listener in _listeners)
        {
            listener.Dispose();
        }

        foreach (IArrival arrival in _arrivals.ToArray())
        {
            Release(arrival);
            arrival.Dispose();
        }
    }

    private string? Listen(MachineListen listen)
    {
        IDisposable? opened = null;
        string? refusal;
        if (listen is { Protocol: MachineProtocol.Vfkit, Path: { } path })
        {
            refusal = DatagramDoor.TryOpen(_host.Loop, this, listen, path, out DatagramDoor? door);
            opened = door;
        }
        else
        {
            refusal = MachineListener.TryOpen(_host.Loop, this, listen, out MachineListener? listener);
            opened = listener;
        }

        if (opened is not null)
        {
            _listeners.Add(opened);
        }

        return refusal;
    }

    private IMachineLink LinkOf(Fd fd, MachineProtocol protocol) => protocol switch
    {
        MachineProtocol.Qemu => new StreamPort(fd, LengthPrefix.Four, _settings.Mtu),
        _ => new PacketPort(fd, _settings.Mtu, hasEnd: protocol is MachineProtocol.Bess),
    };

    // Whose end cannot be seen is gone when it comes again.
    private void FreeVanished(MacAddress mac)
    {
        if (FindMachine(mac) is { Link: IMachineLink { MayVanish: true } } port)
        {
            Replace(port);
        }
    }

    private FabricPort? FindMachine(MacAddress mac)
    {
        foreach (FabricPort port in _machines.Keys)
        {
            if (port.Port.Options.Mac == mac)
            {
                return port;
            }
        }

        return null;
    }

    private void Replace(FabricPort port)
    {
        _ = _machines.Remove(port);
        _host.Evict(port);
    }

    private string? Adopt(Fd fd, MachineListen listen)
    {
        Errno error = Sockets.AdoptStream(fd);
        if (error != Errno.None)
        {
            return $"{listen.Url} cannot be used ({error}): hand over a stream socket that is connected.";
        }

        _awaited++;
        Admit(fd, listen);
        return null;
    }

    private string? Attach(IMachineLink link, MachineListen listen, MacAddress mac)
    {
        // vpnkit's clients are told where they live, and some leave before they move in.
        bool isPatient = listen.Protocol is MachineProtocol.Vpnkit;
        if (_book.Enter(mac, _host.IsFree, _host.IsNameFree, isPatient) is not { } identity)
        {
            return $"no address of {_settings.Subnet} is left for it";
        }

        EndpointOptions options = new()
        {
            Id = identity.Name,
            Name = identity.Name,
            Address = identity.Address,
            AddressV6 = AddressV6Of(identity.Address),
            Mac = mac,
            Claims = ClaimsPerMachine,
        };
        string? refusal = _host.Attach(options, link, listen.Url, out FabricPort? port);
        if (port is null)
        {
            return refusal;
        }

        Counters.Joined++;
        _machines.Add(port, (identity.Name, listen));
        MachineLog.Joined(_logger, mac, listen.Url, identity.Name, identity.Address);

        // What has been read already makes no edge.
        port.OnReady(Readiness.Readable);
        return null;
    }

    // The hosts of both families are numbered alike; where that is not free, a machine makes its own.
    private IpAddress? AddressV6Of(IpAddress address)
    {
        if (_settings.PrefixV6 is not { } prefix || address == _settings.Address)
        {
            return _settings.AddressV6;
        }

        IpAddress alike = prefix.At(address.V4 - _settings.Subnet.Address.V4);
        return alike != _settings.AddressV6 && _host.IsFree(alike) ? alike : null;
    }

    private void OnPortGone(FabricPort port)
    {
        if (_machines.Remove(port, out (string Name, MachineListen Listen) machine) && port.Link is IMachineLink link)
        {
            NoteEnd(link, machine.Name, machine.Listen);
            Miss(machine.Listen);
        }
    }

    private void NoteEnd(IMachineLink link, string who, MachineListen listen)
    {
        Counters.End(link.End);
        if (link.Complaint is { } reason && MaySay(listen.Url + reason))
        {
            MachineLog.Ended(_logger, who, listen.Url, reason);
        }
    }

    // A connection that was handed over cannot be made again.
    private void Miss(MachineListen listen)
    {
        if (listen.Connected is not null && --_awaited == 0 && _listeners.Count == 0)
        {
            Deserted?.Invoke();
        }
    }

    private void Release(IArrival arrival)
    {
        if (_arrivals.Remove(arrival))
        {
            _host.Loop.Unregister(arrival.Fd);
        }
    }

    // A machine that is turned away comes again at once, with the same.
    private bool MaySay(string what)
    {
        if (what == _lastSaid && _host.Loop.Now < _quietUntil)
        {
            return false;
        }

        _lastSaid = what;
        _quietUntil = _host.Loop.Now + Quiet;
        return true;
    }
}
