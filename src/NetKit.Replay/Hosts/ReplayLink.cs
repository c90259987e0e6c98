using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Time;
using NetKit.Replay.Recordings;

namespace NetKit.Replay.Hosts;

/// <summary>The link of a replay: frames of the recording wait here, and what the node sends is kept.</summary>
internal sealed class ReplayLink(LinkCapabilities capabilities)
{
    public LinkCapabilities Capabilities { get; } = capabilities;

    public Queue<(byte[] Octets, FrameOffload Offload)> Waiting { get; } = new();

    public List<RecordedFrame> Sent { get; } = [];

    /// <summary>The time of this turn.</summary>
    public Instant Now { get; set; }
}
