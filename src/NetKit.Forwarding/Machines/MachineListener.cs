using System.Runtime.Versioning;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;

namespace NetKit.Forwarding.Machines;

/// <summary>A socket that machines connect to. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MachineListener : StreamListener
{
    private readonly MachineGate _gate;
    private readonly MachineListen _listen;
    private readonly SocketFile? _file;

    private MachineListener(EventLoop loop, MachineGate gate, MachineListen listen, Fd fd, SocketFile? file)
        : base(loop, fd)
    {
        _gate = gate;
        _listen = listen;
        _file = file;
    }

    /// <summary>Listens; or a sentence says why not.</summary>
    public static string? TryOpen(EventLoop loop, MachineGate gate, MachineListen listen, out MachineListener? listener)
    {
        listener = null;
        string? refusal = listen.Path is { } path
            ? BindPath(path, listen.Protocol, out Fd fd, out SocketFile? file)
            : BindPort(listen.Endpoint.GetValueOrDefault(), out fd, out file);
        if (refusal is not null)
        {
            return refusal;
        }

        MachineListener made = new(loop, gate, listen, fd, file);
        Errno error = Sockets.Listen(fd, Backlog);
        error = error == Errno.None ? loop.RegisterLevel(fd, Readiness.Readable, made) : error;
        if (error == Errno.None)
        {
            listener = made;
            return null;
        }

        file?.Dispose();
        Sockets.Close(fd);
        return error == Errno.AddressInUse
            ? $"Somebody listens on {listen.Url}: end that program, or choose another place."
            : $"NetKit cannot listen on {listen.Url} ({error}).";
    }

    /// <summary>Makes the socket's file; or a sentence says why not.</summary>
    public static string? BindPath(string path, MachineProtocol protocol, out Fd fd, out SocketFile? file)
    {
        file = null;
        Errno error = protocol switch
        {
            MachineProtocol.Vfkit => UnixSockets.OpenDatagram(out fd),
            MachineProtocol.Bess => UnixSockets.OpenSequenced(out fd),
            _ => UnixSockets.Open(out fd),
        };
        SocketFileResult result = error == Errno.None ? SocketFile.TryBind(fd, path, out file) : SocketPaths.ResultOf(error);
        if (result == SocketFileResult.Ready)
        {
            return null;
        }

        Sockets.Close(fd);
        return PortSentences.Of(path, result);
    }

    protected override void OnAccepted(Fd accepted, SocketEndpoint peer)
    {
        // The mode keeps others out of the file; this keeps them out of a descriptor or a directory that went astray.
        if (_listen.Path is not null
            && (UnixSockets.PeerUser(accepted, out uint user) != Errno.None || (user != ProcessIdentity.EffectiveUser && user != 0)))
        {
            Sockets.Close(accepted);
            _gate.TurnAway(_listen.Url, "it belongs to another user of this host");
            return;
        }

        _gate.Admit(accepted, _listen);
    }

    protected override void OnClosing() => _file?.Dispose();

    private static string? BindPort(SocketEndpoint endpoint, out Fd fd, out SocketFile? file)
    {
        file = null;
        Errno error = Sockets.Open(!endpoint.Address.IsV4, SocketKind.Stream, out fd);
        error = error == Errno.None ? Sockets.SetReuseAddress(fd, true) : error;
        error = error == Errno.None ? Sockets.Bind(fd, endpoint) : error;
        if (error == Errno.None)
        {
            return null;
        }

        Sockets.Close(fd);
        return error switch
        {
            Errno.AddressInUse => $"TCP port {endpoint} is in use on this host: choose another one.",
            Errno.AccessDenied or Errno.NotPermitted => $"TCP port {endpoint} may not be bound: ports below 1024 take root.",
            _ => $"TCP port {endpoint} cannot be opened ({error}).",
        };
    }
}
