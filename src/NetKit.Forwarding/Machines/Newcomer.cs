using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>A machine that is connected and has not said anything yet: its first frame tells who it is. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Newcomer(MachineGate gate, IMachineLink link, MachineListen listen) : IArrival
{
    // Frames that are looked at in one turn: the rest waits for the next.
    private const int FramesPerTurn = 64;

    private bool _hasSpoken;

    public IMachineLink Link => link;

    public MachineListen Listen => listen;

    public Fd Fd => link.Fd;

    public void OnReady(Readiness readiness)
    {
        link.OnReadable();
        Look();
    }

    public void Dispose() => link.Dispose();

    private void Look()
    {
        if (_hasSpoken)
        {
            return;
        }

        for (int i = 0; i < FramesPerTurn && link.TryPeek(out ReadOnlySpan<byte> frame); i++)
        {
            if (EthernetView.TryCreate(frame, out EthernetView view) is WireError.None && IsOfStation(view.Source))
            {
                _hasSpoken = true;
                gate.Join(this, view.Source);
                return;
            }

            // Nobody can have sent it.
            _ = link.TryReceive(out ReceivedFrame _);
        }

        if (link.IsGone)
        {
            _hasSpoken = true;
            gate.Forget(this);
        }
        else if (link.TryPeek(out _))
        {
            // What has been read is not reported again.
            gate.Later(Look);
        }
    }

    private static bool IsOfStation(MacAddress mac) => mac != default && !mac.IsMulticast;
}
