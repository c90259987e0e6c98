using System;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Links;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Network.Switching;

namespace NetKit.Forwarding.Networks;

/// <summary>A port of a <see cref="SwitchFabric"/> and the link behind it. Loop thread only.</summary>
internal sealed class FabricPort(SwitchFabric fabric, SwitchPort port, ISwitchedLink link) : IReadyHandler
{
    private readonly LinkCapabilities _capabilities = link.Capabilities;

    public SwitchPort Port { get; } = port;

    public ISwitchedLink Link { get; } = link;

    /// <summary>It has a turn coming.</summary>
    public bool IsListed { get; set; }

    /// <summary>It has been taken out.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Frames were sent that its link may have kept back.</summary>
    public bool IsUnflushed { get; private set; }

    /// <summary>What is left of its turn, in octets.</summary>
    public int Credit { get; set; }

    /// <summary>Where captures of it get its frames from; null: there has been none.</summary>
    public CaptureTap? Captures { get; set; }

    /// <summary>What it has carried to and from its link, and what went nowhere.</summary>
    public (long OctetsIn, long OctetsOut, long Drops) Traffic => (Port.Counters.OctetsOut, Port.Counters.OctetsIn, Port.Counters.TotalDrops + Port.Counters.Refused);

    /// <summary>Shows captures a frame that has come from the link. True: they want to hear what becomes of it, see <see cref="Tell"/>.</summary>
    public bool Show(in ReceivedFrame frame)
    {
        if (Captures is not { IsOpen: true } captures)
        {
            return false;
        }

        captures.OnReceived(frame);
        return true;
    }

    /// <summary>Tells captures why the frame that was shown last went nowhere, or that the switch let it pass.</summary>
    public void Tell(SwitchDropReason reason) => Captures?.OnHandled(reason);

    public void OnReady(Readiness readiness)
    {
        if ((readiness & (Readiness.Readable | Readiness.Error)) != 0)
        {
            Link.OnReadable();
            fabric.List(this);
        }

        if ((readiness & Readiness.Writable) != 0)
        {
            Link.OnWritable();
            NoteGone();
        }
    }

    /// <summary>
    /// Sends a frame, as it is where the link does what it leaves undone, otherwise in pieces. What the link does not take is lost, as on any
    /// switch: a port that is full must not make the others wait.
    /// </summary>
    public void Send(in OutgoingFrame frame)
    {
        if (OffloadNeeds.AreMet(_capabilities, frame.Offload))
        {
            Deliver(frame);
        }
        else
        {
            SendPieces(frame);
        }

        if (!IsUnflushed)
        {
            IsUnflushed = true;
            fabric.NoteUnflushed(this);
        }

        NoteGone();
    }

    /// <summary>Ends a batch: what the link kept back goes out.</summary>
    public void Flush()
    {
        IsUnflushed = false;
        if (!IsRemoved)
        {
            Link.Flush();
            NoteGone();
        }
    }

    private void NoteGone()
    {
        if (Link.IsGone)
        {
            fabric.NoteGone(this);
        }
    }

    private void SendPieces(in OutgoingFrame frame)
    {
        Span<byte> headers = stackalloc byte[FrameCutter.MaximumHeaders];
        if (!FrameCutter.TryCreate(frame, headers, out FrameCutter cutter))
        {
            Port.Counters.Refused++;
            return;
        }

        while (cutter.TryNext(out OutgoingFrame piece))
        {
            Deliver(piece);
        }
    }

    private void Deliver(in OutgoingFrame frame)
    {
        SwitchPortCounters counters = Port.Counters;
        SendOutcome outcome = Link.Send(frame);
        if (Captures is { IsOpen: true } captures)
        {
            captures.OnSent(frame, outcome);
        }

        if (outcome is SendOutcome.Sent)
        {
            counters.FramesOut++;
            counters.OctetsOut += frame.Length;
        }
        else
        {
            counters.Refused++;
        }
    }
}
