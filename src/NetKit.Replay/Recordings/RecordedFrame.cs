using NetKit.Netstack.Link;
using NetKit.Netstack.Time;

namespace NetKit.Replay.Recordings;

/// <summary>A frame of a recording on the replay's time line.</summary>
/// <param name="At">When it passed the node.</param>
/// <param name="Direction">Seen from the node.</param>
/// <param name="Octets">The whole frame, its checksums complete.</param>
/// <param name="Offload">How a super-frame is to be cut.</param>
public sealed record RecordedFrame(Instant At, FrameDirection Direction, byte[] Octets, FrameOffload Offload);
