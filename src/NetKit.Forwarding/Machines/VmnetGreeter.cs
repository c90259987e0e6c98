using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Vm.Vmnet;

namespace NetKit.Forwarding.Machines;

/// <summary>
/// A client of vpnkit's that has connected: hello for hello, then it asks for a place and is told its card, or why there is none. Only what belongs to that
/// is read; the octets behind it are frames. Loop thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class VmnetGreeter(MachineGate gate, Fd fd, MachineListen listen) : IArrival
{
    private readonly byte[] _octets = new byte[Math.Max(VmnetHello.Length, VmnetRequest.Length)];
    private int _length;
    private bool _hasGreeted;
    private bool _isOver;

    public Fd Fd => fd;

    public MachineListen Listen => listen;

    public void OnReady(Readiness readiness)
    {
        while (!_isOver && TryRead(_hasGreeted ? VmnetRequest.Length : VmnetHello.Length))
        {
            ReadOnlySpan<byte> octets = _octets.AsSpan(0, _length);
            _length = 0;
            if (_hasGreeted)
            {
                Place(octets);
            }
            else
            {
                Greet(octets);
            }
        }
    }

    /// <summary>Says something; false: the connection does not take it, which is over.</summary>
    public bool TrySay(ReadOnlySpan<byte> octets) => Sockets.Send(fd, octets).Count == octets.Length;

    public void Dispose() => Sockets.Close(fd);

    private void Greet(ReadOnlySpan<byte> octets)
    {
        bool isHello = VmnetHello.TryRead(octets, out uint version);
        if (!isHello)
        {
            End("it does not begin as a client of vpnkit does, so it speaks another protocol");
            return;
        }

        // Whoever speaks another version is told which one this is.
        Span<byte> own = stackalloc byte[VmnetHello.Length];
        VmnetHello.Write(own);
        bool isSaid = TrySay(own);
        if (version != VmnetHello.Version)
        {
            End($"it speaks version {version} of vpnkit's protocol, and NetKit version {VmnetHello.Version}");
        }
        else if (!isSaid)
        {
            End(null);
        }

        _hasGreeted = true;
    }

    private void Place(ReadOnlySpan<byte> octets)
    {
        _isOver = true;
        if (VmnetRequest.TryRead(octets, out VmnetRequest request))
        {
            gate.Seat(this, request);
        }
        else
        {
            gate.Dismiss(this, "it asks for something that is no place on a network");
        }
    }

    // True: so many octets are there.
    private bool TryRead(int needed)
    {
        while (_length < needed)
        {
            IoResult read = Sockets.Receive(fd, _octets.AsSpan(_length, needed - _length));
            if (read.Count == 0)
            {
                if (read.Error is not Errno.Again)
                {
                    End(null);
                }

                return false;
            }

            _length += read.Count;
        }

        return true;
    }

    private void End(string? reason)
    {
        _isOver = true;
        gate.Dismiss(this, reason);
    }
}
