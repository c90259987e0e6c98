using System.Collections.Generic;
using NetKit.Netstack.Time;
using NetKit.Replay.Hosts;
using NetKit.Replay.Recordings;

namespace NetKit.Replay;

/// <summary>Feeds a recording into a fresh node on a virtual clock. The same recording gives the same frames, octet for octet.</summary>
public static class Replayer
{
    // Against a node that wants the same moment again and again.
    private const int MaximumTurnsAtOnce = 100_000;

    public static ReplayResult Run(Recording recording)
    {
        ReplayNode node = new(recording);
        List<int> turn = [];
        Instant last = Instant.Zero;
        for (int i = 0; i < recording.Frames.Count;)
        {
            // Frames that were handled in one turn have the time of that turn. A clock that was set back is no reason to go back.
            Instant recorded = recording.Frames[i].At;
            Instant at = recorded > last ? recorded : last;
            RunTimers(node, at);
            turn.Clear();
            for (; i < recording.Frames.Count && recording.Frames[i].At == recorded; i++)
            {
                turn.Add(i);
            }

            node.Turn(at, turn.ToArray());
            last = at;
        }

        Recording sent = recording with { Frames = node.Sent };
        return new ReplayResult(sent, node.Counters, node.Tcp.Count);
    }

    private static void RunTimers(ReplayNode node, Instant until)
    {
        for (int turns = 0; node.Deadline < until && turns < MaximumTurnsAtOnce; turns++)
        {
            node.Turn(node.Deadline, default);
        }
    }
}
