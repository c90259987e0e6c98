using System;
using NetKit.Interop;
using NetKit.Links.Tap;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;

namespace NetKit.Bench.Wire;

/// <summary>
/// A virtual machine without the machine: the kernel behind a TAP, spoken to as QEMU speaks to its network's socket. What the kernel sends as a super-frame
/// is cut to frames of the MTU, with their checksums, as a guest without offload would send them.
/// </summary>
/// <remarks>
/// Many frames move with one call on the socket, so that whoever is at its other end is what is measured. A stream that is full makes the kernel wait:
/// its frames stay in the TAP's queue.
/// </remarks>
internal sealed class StreamRelay : IDisposable
{
    private const int FramesPerTurn = 256;

    private readonly TapPort _tap;
    private readonly IMachineLink _stream;
    private readonly IPoller _poller;
    private readonly byte[] _headers = new byte[FrameCutter.MaximumHeaders];
    private readonly PollEvent[] _events = new PollEvent[4];
    private volatile bool _isStopping;

    /// <summary>Takes both over.</summary>
    public StreamRelay(TapPort tap, IMachineLink stream)
    {
        _tap = tap;
        _stream = stream;
        Errno error = Poller.TryCreate(out IPoller? poller);
        _poller = poller ?? throw new BenchException($"No poller can be opened ({error}).");
        _ = _poller.Add(tap.Fd, Readiness.Readable, 0);
        _ = _poller.Add(stream.Fd, Readiness.Readable | Readiness.Writable, 1);
    }

    /// <summary>Carries frames until one of the ends is gone or <see cref="Stop"/> is called.</summary>
    public void Run()
    {
        bool isMore = false;
        while (!_isStopping && !_tap.IsGone && !_stream.IsGone)
        {
            int ready = _poller.Wait(_events, isMore ? TimeSpan.Zero : TimeSpan.FromSeconds(-1));
            for (int i = 0; i < ready; i++)
            {
                Note(_events[i]);
            }

            isMore = FromTap() | FromStream();
        }
    }

    /// <summary>Any thread.</summary>
    public void Stop()
    {
        _isStopping = true;
        _poller.Wake();
    }

    public void Dispose()
    {
        _poller.Dispose();
        _stream.Dispose();
        _tap.Dispose();
    }

    private void Note(PollEvent one)
    {
        if (one.Token == 0)
        {
            _tap.OnReadable();
            return;
        }

        if ((one.Readiness & (Readiness.Readable | Readiness.Error)) != 0)
        {
            _stream.OnReadable();
        }

        if ((one.Readiness & Readiness.Writable) != 0)
        {
            _stream.OnWritable();
        }
    }

    // True: there is more, and room for it.
    private bool FromTap()
    {
        for (int i = 0; i < FramesPerTurn; i++)
        {
            if (_stream.IsNearlyFull || !_tap.TryReceive(out ReceivedFrame frame))
            {
                _stream.Flush();
                return false;
            }

            Cut(new OutgoingFrame(frame.Octets, default, default, frame.Offload));
        }

        _stream.Flush();
        return true;
    }

    private void Cut(in OutgoingFrame frame)
    {
        if (!frame.Offload.NeedsChecksum || !FrameCutter.TryCreate(frame, _headers, out FrameCutter cutter))
        {
            _stream.Send(frame);
            return;
        }

        while (cutter.TryNext(out OutgoingFrame piece))
        {
            _stream.Send(piece);
        }
    }

    private bool FromStream()
    {
        for (int i = 0; i < FramesPerTurn; i++)
        {
            if (!_stream.TryReceive(out ReceivedFrame frame))
            {
                return false;
            }

            _tap.Send(new OutgoingFrame(frame.Octets, default, default, frame.Offload));
        }

        return true;
    }
}
