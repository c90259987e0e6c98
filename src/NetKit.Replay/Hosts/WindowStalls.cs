using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;
using NetKit.Replay.Recordings;

namespace NetKit.Replay.Hosts;

/// <summary>
/// When the host stopped reading, and when it went on: a zero window says that it had stopped when the right edge of the window moved for
/// the last time; an edge that moves again says that it reads again.
/// </summary>
internal sealed class WindowStalls
{
    private readonly HashSet<int> _stops = [];
    private readonly HashSet<int> _starts = [];

    private WindowStalls()
    {
    }

    public bool IsStop(int frame) => _stops.Contains(frame);

    public bool IsStart(int frame) => _starts.Contains(frame);

    public static WindowStalls Of(IReadOnlyList<RecordedFrame> frames)
    {
        WindowStalls stalls = new();
        Dictionary<FlowKey, Edge> edges = [];
        for (int i = 0; i < frames.Count; i++)
        {
            if (frames[i].Direction is FrameDirection.Out && HostSegment.TryRead(frames[i].Octets, out FlowKey key, out TcpHeader header))
            {
                edges[key] = stalls.Next(edges.GetValueOrDefault(key), i, header);
            }
        }

        return stalls;
    }

    private Edge Next(Edge edge, int frame, in TcpHeader header)
    {
        if ((header.Flags & TcpFlags.Syn) != 0)
        {
            return new Edge { Scale = header.Options.WindowScale < 0 ? 0 : header.Options.WindowScale };
        }

        if ((header.Flags & (TcpFlags.Ack | TcpFlags.Reset)) != TcpFlags.Ack)
        {
            return edge;
        }

        // What a scaled window cannot say is less than one unit.
        int unit = 1 << edge.Scale;
        SeqNum right = header.Acknowledgment + (header.Window << edge.Scale);
        if (!edge.IsKnown || right - edge.Right >= unit)
        {
            if (edge.IsStalled)
            {
                _ = _starts.Add(frame);
            }

            return edge with { IsKnown = true, Right = right, MovedAt = frame, IsStalled = false };
        }

        if (header.Window == 0 && !edge.IsStalled)
        {
            _ = _stops.Add(edge.MovedAt);
            return edge with { IsStalled = true };
        }

        return edge;
    }

    private readonly record struct Edge
    {
        public bool IsKnown { get; init; }

        public bool IsStalled { get; init; }

        public int Scale { get; init; }

        public SeqNum Right { get; init; }

        public int MovedAt { get; init; }
    }
}
