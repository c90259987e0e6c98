using System;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Links.Captures;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;

namespace NetKit.Forwarding.Captures;

/// <summary>
/// One capture, of one endpoint or of many: loops offer frames, somebody else reads a pcapng file. What the reader is too slow for is counted, and
/// the file says so in its statistics block.
/// </summary>
/// <remarks>Loops that share an endpoint take turns with the one buffer: a capture may cost what a lock does.</remarks>
public sealed class CaptureSession : IDisposable
{
    private const string Application = "netkit";

    // What a reader may lag behind.
    private const int Capacity = 8 << 20;

    // Kept free for the last word: statistics.
    private const int Reserve = PcapngWriter.SmallBlock;

    private readonly CapturePipe _pipe = new(Capacity + Reserve);
    private readonly PacketFilter? _filter;
    private readonly Lock _gate = new();
    private readonly byte[] _block = new byte[FrameCutter.LargestFrame + PcapngWriter.LongestText + PcapngWriter.PacketOverhead];
    private long _lost;
    private long _received;
    private long _lostTold;
    private int _loops;
    private long _latest;
    private int _interfaces;

    internal CaptureSession(PacketFilter? filter)
    {
        _filter = filter;
        _ = _pipe.TryWrite(_block.AsSpan(0, PcapngWriter.WriteSection(_block, Application)));
    }

    /// <summary>Frames that the reader was too slow for.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Reads the file as it grows; 0 is its end. One reader at a time.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellation) => _pipe.ReadAsync(destination, cancellation);

    public void Dispose() => _pipe.Dispose();

    /// <summary>Nobody reads any more.</summary>
    internal bool IsAbandoned => _pipe.IsComplete;

    /// <summary>It is of several endpoints, and goes on when one of them is over.</summary>
    internal bool IsOfMany { get; init; }

    /// <summary>Begins with an endpoint, and answers the number that its frames are offered with.</summary>
    internal int Begin(string name, string description, string comment)
    {
        Join();
        _ = _pipe.TryWrite(_block.AsSpan(0, PcapngWriter.WriteInterface(_block, name, description, comment)));
        return _interfaces++;
    }

    /// <summary>One more loop has frames to offer.</summary>
    internal void Join() => _ = Interlocked.Increment(ref _loops);

    internal void Offer(int number, long nanoseconds, FrameDirection direction, in OutgoingFrame frame, string comment)
    {
        lock (_gate)
        {
            OfferAlone(number, nanoseconds, direction, frame, comment);
        }
    }

    /// <summary>A loop has no more to offer of an endpoint; the last one ends the file, unless it is of many.</summary>
    internal void End(long nanoseconds)
    {
        lock (_gate)
        {
            _latest = nanoseconds;
            if (Interlocked.Decrement(ref _loops) == 0 && !IsOfMany)
            {
                End();
            }
        }
    }

    internal void End()
    {
        if (_interfaces > 0)
        {
            TellLost(_latest);
        }

        _pipe.Complete();
    }

    private void OfferAlone(int number, long nanoseconds, FrameDirection direction, in OutgoingFrame frame, string comment)
    {
        _latest = nanoseconds;

        // In the block the pieces of the frame are together, which a filter needs.
        int length = PcapngWriter.WritePacket(_block, number, nanoseconds, direction, frame, comment);
        if (_filter is not null && !_filter.Wants(_block.AsSpan(PcapngWriter.PacketOffset, frame.Length)))
        {
            return;
        }

        _received++;
        if (!_pipe.TryWrite(_block.AsSpan(0, length)))
        {
            _ = Interlocked.Increment(ref _lost);
        }
        else if (_lost != _lostTold)
        {
            TellLost(nanoseconds);
        }
    }

    private void TellLost(long nanoseconds)
    {
        int length = PcapngWriter.WriteStatistics(_block, 0, nanoseconds, _received, _lost);
        _lostTold = _pipe.TryWrite(_block.AsSpan(0, length)) ? _lost : _lostTold;
    }
}
