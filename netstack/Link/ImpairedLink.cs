using System;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Link;

/// <summary>A device behind a bad link, for <see cref="Impaired{TDevice}"/>. Bounded memory, no clock: time comes with <see cref="Advance"/>.</summary>
/// <remarks>
/// <para>
/// A turn: <see cref="Advance"/> with the time, then the node is polled, which receives what has arrived by now and sends; what is
/// sent leaves with <see cref="Flush"/> if nothing delays it. Then <see cref="Deadline"/> says when to come again.
/// </para>
/// <para>
/// Offload. Losses have to hit segments and not super-frames of 64 KiB, and a bit that is turned over has to be found by a
/// checksum. So this link says that it cuts nothing and completes no checksums: the node does both. Super-frames of the other side
/// are cut here (<see cref="FrameCutter"/>), before anything happens to them.
/// </para>
/// <para>A full queue loses frames, as a router's does: the node is never told to wait.</para>
/// </remarks>
public sealed class ImpairedLink<TDevice>
    where TDevice : struct, ILinkDevice
{
    // What one turn may take from the device; the rest waits there.
    private const int FramesPerTurn = 1024;

    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromMilliseconds(1);

    private readonly ImpairedPath _in;
    private readonly ImpairedPath _out;
    private readonly byte[] _headers = GC.AllocateUninitializedArray<byte>(FrameCutter.MaximumHeaders);
    private readonly TDevice _device;
    private HeldFrame? _current;
    private Instant _now;
    private bool _isBlocked;
    private bool _isMore;

    public ImpairedLink(TDevice device, ImpairmentOptions options)
    {
        _device = device;
        _in = new ImpairedPath(options, options.Seed);
        _out = new ImpairedPath(options, ~options.Seed);
        Capabilities = device.Capabilities with { CompletesChecksums = false, SegmentsTcp = false, SegmentsUdp = false };
    }

    public LinkCapabilities Capabilities { get; }

    /// <summary>Frames from the device to the node.</summary>
    public ImpairmentCounters In => _in.Counters;

    /// <summary>Frames from the node to the device.</summary>
    public ImpairmentCounters Out => _out.Counters;

    /// <summary>When to call <see cref="Advance"/> at the latest.</summary>
    public Instant Deadline =>
        _isMore ? _now : Instant.Min(_in.Deadline, _isBlocked ? _now + RetryWhenFull : _out.Deadline);

    /// <summary>
    /// It is that time now: takes in what the device has, and sends what is due. Answers <see cref="Deadline"/>. Time does not go back.
    /// </summary>
    public Instant Advance(Instant now)
    {
        _now = now;
        _isMore = true;
        for (int i = 0; i < FramesPerTurn && _isMore; i++)
        {
            _isMore = _device.TryReceive(out ReceivedFrame frame);
            if (_isMore)
            {
                TakeIn(frame);
            }
        }

        Flush();
        return Deadline;
    }

    internal bool TryReceive(out ReceivedFrame frame)
    {
        frame = default;
        if (_current is not null)
        {
            _in.Recycle(_current);
            _current = null;
        }

        if (!_in.TryPeek(_now, out HeldFrame next))
        {
            return false;
        }

        _in.Take();
        _current = next;
        frame = new ReceivedFrame(next.Octets, FrameOffload.Complete);
        return true;
    }

    internal void Offer(in OutgoingFrame frame) => _out.Offer(_now, frame.Headers, frame.Payload, frame.PayloadRest);

    internal void Flush()
    {
        _isBlocked = false;
        while (!_isBlocked && _out.TryPeek(_now, out HeldFrame frame))
        {
            OutgoingFrame outgoing = new(frame.Octets, default, default, FrameOffload.Complete);
            _isBlocked = _device.Send(outgoing) is SendOutcome.Full;
            if (!_isBlocked)
            {
                _out.Take();
                _out.Recycle(frame);
            }
        }

        _device.Flush();
    }

    private void TakeIn(in ReceivedFrame frame)
    {
        OutgoingFrame whole = new(frame.Octets, default, default, frame.Offload);
        if (!frame.Offload.NeedsChecksum || !FrameCutter.TryCreate(whole, _headers, out FrameCutter cutter))
        {
            // Nothing is left to do, or its headers contradict its offload: the receiver judges it.
            _in.Offer(_now, frame.Octets, default, default);
            return;
        }

        while (cutter.TryNext(out OutgoingFrame piece))
        {
            _in.Offer(_now, piece.Headers, piece.Payload, piece.PayloadRest);
        }
    }
}
