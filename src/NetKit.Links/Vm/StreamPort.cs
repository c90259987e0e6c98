using System;
using NetKit.Interop;
using NetKit.Netstack.Link;

namespace NetKit.Links.Vm;

/// <summary>
/// A virtual machine behind a stream socket: QEMU's <c>-netdev stream</c>, and whoever writes a length in front of each frame. It owns the descriptor.
/// One thread uses it at a time.
/// </summary>
/// <remarks>
/// One read takes as many frames as the socket has, one write sends as many as were collected. TCP segments that have come one behind the other are handed
/// on as one super-frame. A machine that does not read makes them
/// wait here, up to a bound; beyond it the port is full, which costs nobody but this machine.
/// </remarks>
public sealed class StreamPort : IMachineLink
{
    // What goes out at once even if more is to come, so that the machine has something to do meanwhile.
    private const int Batch = 128 << 10;

    // What the kernel grants of it is net.core.wmem_max at most.
    private const int SocketBuffer = 1 << 20;

    private readonly FrameSplitter _incoming;
    private readonly FrameGatherer _outgoing;
    private readonly int _longest;
    private bool _isDrained;
    private bool _isBlocked;
    private bool _isDisposed;
    private StreamEnd _end;

    /// <summary>Takes over a connected stream socket, which does not block.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="prefix">How frames are told apart.</param>
    /// <param name="mtu">The largest IP packet for the machine, in octets.</param>
    public StreamPort(Fd fd, LengthPrefix prefix, int mtu)
    {
        Fd = fd;
        _incoming = new FrameSplitter(prefix);
        _outgoing = new FrameGatherer(prefix);
        _longest = prefix.LongestFrame();
        Capabilities = new LinkCapabilities(mtu, CompletesChecksums: false, SegmentsTcp: false, SegmentsUdp: false);

        // Neither matters if it is refused. The second is for TCP only.
        _ = Sockets.SetSendBuffer(fd, SocketBuffer);
        _ = Sockets.SetNoDelay(fd, true);
    }

    public Fd Fd { get; }

    public LinkCapabilities Capabilities { get; }

    public bool IsGone => _end is not StreamEnd.None;

    public bool IsNearlyFull => _outgoing.IsNearlyFull;

    public StreamEnd End => _end;

    public string? Complaint => _end switch
    {
        StreamEnd.EmptyFrame => "it sent a frame of no octets",
        StreamEnd.FrameTooLong => $"it sent a frame that says it is longer than {FrameSplitter.LongestFrame} octets, so it speaks another protocol",
        _ => null,
    };

    public void OnReadable() => _isDrained = false;

    public void OnWritable()
    {
        _isBlocked = false;
        Flush();
    }

    public bool TryReceive(out ReceivedFrame frame)
    {
        ReadOnlySpan<byte> octets;
        FrameOffload offload;
        while (!_incoming.TryTakeJoined(out octets, out offload))
        {
            if (!TryRead())
            {
                frame = default;
                return false;
            }
        }

        frame = new ReceivedFrame(octets, offload) { IsPinned = true, IsKept = _incoming.HasWhole };
        return true;
    }

    public bool TryPeek(out ReadOnlySpan<byte> frame)
    {
        while (!_incoming.TryPeek(out frame))
        {
            if (!TryRead())
            {
                return false;
            }
        }

        return true;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        if (IsGone)
        {
            return SendOutcome.Gone;
        }

        if (frame.Length > _longest)
        {
            return SendOutcome.Refused;
        }

        if (!_outgoing.TryAdd(frame))
        {
            return SendOutcome.Full;
        }

        if (_outgoing.Length >= Batch)
        {
            Flush();
        }

        return SendOutcome.Sent;
    }

    public void Flush()
    {
        while (!_isBlocked && !_outgoing.IsEmpty && !IsGone)
        {
            _outgoing.GetWaiting(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
            IoResult sent = Sockets.Send(Fd, first, rest);
            _outgoing.Remove(sent.Count);
            _isBlocked = sent.Error is Errno.Again or Errno.NoBufferSpace or Errno.OutOfMemory;
            if (!sent.IsOk && !_isBlocked)
            {
                // What it sent before may still be there to read, but nobody is there any more whom it could matter to.
                Over(StreamEnd.Closed);
            }
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _outgoing.Clear();
            Sockets.Close(Fd);
        }
    }

    // A short read does not mean that there is no more, since the end of the stream may be behind it and makes no other edge.
    private bool TryRead()
    {
        if (_incoming.Fault is not StreamEnd.None)
        {
            Over(_incoming.Fault);
        }

        if (_isDrained || IsGone)
        {
            return false;
        }

        IoResult read = Sockets.Receive(Fd, _incoming.Room);
        _incoming.Add(read.Count);
        _isDrained = read.Count == 0;
        if (_isDrained && read.Error is not Errno.Again)
        {
            Over(_incoming.HasPart ? StreamEnd.CutShort : StreamEnd.Closed);
        }

        return !_isDrained;
    }

    private void Over(StreamEnd end)
    {
        if (!IsGone)
        {
            _end = end;
            _outgoing.Clear();
        }
    }
}
