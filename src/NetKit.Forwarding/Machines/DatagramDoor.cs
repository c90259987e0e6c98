using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;

namespace NetKit.Forwarding.Machines;

/// <summary>
/// A path that machines send datagrams to. The socket becomes that of the first one that sends, who is connected to it; the path leads to another socket
/// from then on, for the next. Loop thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DatagramDoor : IReadyHandler, IDisposable
{
    private readonly EventLoop _loop;
    private readonly MachineGate _gate;
    private readonly MachineListen _listen;
    private readonly string _path;
    private Fd _fd = Fd.None;
    private SocketFile? _file;

    private DatagramDoor(EventLoop loop, MachineGate gate, MachineListen listen, string path)
    {
        _loop = loop;
        _gate = gate;
        _listen = listen;
        _path = path;
    }

    /// <summary>Makes the path; or a sentence says why not.</summary>
    public static string? TryOpen(EventLoop loop, MachineGate gate, MachineListen listen, string path, out DatagramDoor? door)
    {
        DatagramDoor made = new(loop, gate, listen, path);
        string? refusal = made.Open();
        door = refusal is null ? made : null;
        return refusal;
    }

    public void OnReady(Readiness readiness)
    {
        Errno error = UnixSockets.ConnectToSender(_fd);
        if (error == Errno.Again)
        {
            return;
        }

        if (error != Errno.None)
        {
            // Nobody can answer it; the next one may be another's.
            _ = Sockets.Receive(_fd, stackalloc byte[1]);
            _gate.TurnAway(_listen.Url, "its socket has no address, so bind it to a path before it is connected");
            return;
        }

        Fd connected = _fd;
        _loop.Unregister(connected);
        _fd = Fd.None;
        _file?.Dispose();
        if (Open() is { } refusal)
        {
            _gate.TurnAway(_listen.Url, $"whoever comes next, since the path cannot be made again: {refusal}");
        }

        _gate.Admit(connected, _listen);
    }

    public void Dispose()
    {
        if (_fd.IsOpen)
        {
            _loop.Unregister(_fd);
            _file?.Dispose();
            Sockets.Close(_fd);
            _fd = Fd.None;
        }
    }

    private string? Open()
    {
        string? refusal = MachineListener.BindPath(_path, _listen.Protocol, out Fd fd, out SocketFile? file);
        if (refusal is not null)
        {
            return refusal;
        }

        Errno error = _loop.RegisterLevel(fd, Readiness.Readable, this);
        if (error != Errno.None)
        {
            file?.Dispose();
            Sockets.Close(fd);
            return $"NetKit cannot listen on {_listen.Url} ({error}).";
        }

        _fd = fd;
        _file = file;
        return null;
    }
}
