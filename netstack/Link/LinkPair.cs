using System.Collections.Generic;

namespace NetKit.Netstack.Link;

/// <summary>A wire in memory with an end on each side: for tests, and for two nodes in one process.</summary>
/// <remarks>One thread uses both ends. Each direction holds so many frames; an end whose wire is full tells its node to wait.</remarks>
/// <param name="mtu">The largest IP packet, in octets: 576-65535.</param>
/// <param name="capacity">Frames that each direction holds.</param>
public sealed class LinkPair(int mtu = 1500, int capacity = 256)
{
    private readonly Queue<HeldFrame>[] _underWay = [new(), new()];
    private readonly HeldFrame?[] _current = new HeldFrame?[2];
    private readonly Stack<HeldFrame> _spare = new();

    /// <summary>The node at the end cuts and sums everything itself.</summary>
    public LinkCapabilities Capabilities { get; } = new(mtu, CompletesChecksums: false, SegmentsTcp: false, SegmentsUdp: false);

    public LinkEnd Left => new(this, 0);

    public LinkEnd Right => new(this, 1);

    /// <summary>No frame is under way.</summary>
    public bool IsIdle => _underWay[0].Count + _underWay[1].Count == 0;

    internal bool TryReceive(int end, out ReceivedFrame frame)
    {
        if (_current[end] is { } last)
        {
            _spare.Push(last);
            _current[end] = null;
        }

        if (!_underWay[end].TryDequeue(out HeldFrame? next))
        {
            frame = default;
            return false;
        }

        _current[end] = next;
        frame = new ReceivedFrame(next.Octets, FrameOffload.Complete);
        return true;
    }

    internal SendOutcome Send(int end, in OutgoingFrame frame)
    {
        Queue<HeldFrame> there = _underWay[1 - end];
        if (there.Count == capacity)
        {
            return SendOutcome.Full;
        }

        HeldFrame held = _spare.TryPop(out HeldFrame? spare) ? spare : new HeldFrame();
        held.Fill(frame.Headers, frame.Payload, frame.PayloadRest);
        there.Enqueue(held);
        return SendOutcome.Sent;
    }
}
