using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Link;

namespace NetKit.Links.Vm;

/// <summary>
/// A virtual machine behind a connected socket that carries a frame a message: vfkit's datagrams, BESS's sequenced packets. It owns the descriptor. One
/// thread uses it at a time.
/// </summary>
/// <remarks>
/// One call receives many frames. A queue of datagrams is short (net.unix.max_dgram_qlen is 10 as a rule), so what the machine has not taken waits here,
/// up to a bound. That a machine behind datagrams has gone is found out by sending to it.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class PacketPort : IMachineLink
{
    private const int FramesPerRead = 64;
    private const int SocketBuffer = 1 << 20;

    private readonly DatagramReceiver _receiver = new(FramesPerRead);
    private readonly FrameGatherer _outgoing = new(LengthPrefix.Four);
    private readonly bool _hasEnd;
    private int _received;
    private int _next;
    private bool _isDrained;
    private bool _isBlocked;
    private bool _isDisposed;

    /// <summary>Takes over a connected socket, which does not block.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="mtu">The largest IP packet for the machine, in octets.</param>
    /// <param name="hasEnd">The machine's end is a message of no octets, as with sequenced packets; datagrams have none.</param>
    public PacketPort(Fd fd, int mtu, bool hasEnd)
    {
        Fd = fd;
        _hasEnd = hasEnd;
        Capabilities = new LinkCapabilities(mtu, CompletesChecksums: false, SegmentsTcp: false, SegmentsUdp: false);
        _ = Sockets.SetSendBuffer(fd, SocketBuffer);
        _ = Sockets.SetReceiveBuffer(fd, 4 * SocketBuffer);
    }

    public Fd Fd { get; }

    public LinkCapabilities Capabilities { get; }

    public bool IsGone => End is not StreamEnd.None;

    public bool IsNearlyFull => _outgoing.IsNearlyFull;

    public bool MayVanish => !_hasEnd;

    public StreamEnd End { get; private set; }

    /// <summary>Nothing can be wrong with a message: what is no frame is dropped by the switch.</summary>
    public string? Complaint => null;

    public void OnReadable() => _isDrained = false;

    public void OnWritable()
    {
        _isBlocked = false;
        Flush();
    }

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool any = TryPeek(out ReadOnlySpan<byte> octets);
        frame = any ? new ReceivedFrame(octets, FrameOffload.Complete) : default;
        _next += any ? 1 : 0;
        return any;
    }

    public bool TryPeek(out ReadOnlySpan<byte> frame)
    {
        while (_next < _received || TryRead())
        {
            frame = _receiver.Take(_next).Payload;
            if (!frame.IsEmpty)
            {
                return true;
            }

            End = _hasEnd ? StreamEnd.Closed : End;
            _next = IsGone ? _received : _next + 1;
        }

        frame = default;
        return false;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        if (IsGone)
        {
            return SendOutcome.Gone;
        }

        // Frames keep their order: none overtakes those that wait.
        if (!_outgoing.IsEmpty || !TrySend(frame.Headers, frame.Payload, frame.PayloadRest))
        {
            return _outgoing.TryAdd(frame) ? SendOutcome.Sent : SendOutcome.Full;
        }

        return IsGone ? SendOutcome.Gone : SendOutcome.Sent;
    }

    public void Flush()
    {
        Span<byte> front = stackalloc byte[LengthPrefixes.Longest];
        while (!_isBlocked && !_outgoing.IsEmpty && !IsGone)
        {
            _outgoing.GetWaiting(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
            int length = ReadLength(first, rest, front);
            ReadOnlySpan<byte> begin = Slice(first, front.Length, length);
            ReadOnlySpan<byte> end = Slice(rest, front.Length - first.Length, length - begin.Length);
            if (TrySend(begin, end, default))
            {
                _outgoing.Remove(front.Length + length);
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

    private static int ReadLength(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, Span<byte> front)
    {
        int inFirst = Math.Min(first.Length, front.Length);
        first[..inFirst].CopyTo(front);
        rest[..(front.Length - inFirst)].CopyTo(front[inFirst..]);
        return BinaryPrimitives.ReadInt32BigEndian(front);
    }

    // As much of the octets from a place on as there is; the place may lie before or behind them.
    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> octets, int start, int length)
    {
        int from = Math.Clamp(start, 0, octets.Length);
        return octets.Slice(from, Math.Min(length, octets.Length - from));
    }

    // False: it has to wait. A message that is refused for its own sake is lost, as a frame is that no wire takes.
    private bool TrySend(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        IoResult sent = Files.Write(Fd, a, b, c, default);
        _isBlocked = sent.Error is Errno.Again or Errno.NoBufferSpace or Errno.OutOfMemory;
        if (sent.Error is Errno.ConnectionRefused or Errno.ConnectionReset or Errno.BrokenPipe or Errno.NotConnected)
        {
            End = StreamEnd.Closed;
            _outgoing.Clear();
        }

        return !_isBlocked;
    }

    private bool TryRead()
    {
        if (_isDrained || IsGone)
        {
            return false;
        }

        IoResult read = _receiver.Receive(Fd);
        _received = read.Count;
        _next = 0;
        _isDrained = read.Count == 0;
        if (!read.IsOk && read.Error is not Errno.Again)
        {
            // A datagram that came back as an error is one of ours, to somebody who has gone.
            End = StreamEnd.Closed;
        }

        return read.Count > 0;
    }
}
