using System.Collections.Generic;
using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Link;

/// <summary>What is behind a <see cref="FakeDevice"/>: frames to be received, and those that were sent.</summary>
internal sealed class FakeWire
{
    public LinkCapabilities Capabilities { get; init; } = new(1500, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true);

    public Queue<(byte[] Octets, FrameOffload Offload)> Waiting { get; } = new();

    public List<byte[]> Sent { get; } = [];

    public SendOutcome Outcome { get; set; } = SendOutcome.Sent;

    public int Flushes { get; set; }
}
