using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Links.Captures;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Replay.Hosts;

namespace NetKit.Replay.Recordings;

/// <summary>A capture of one endpoint, ready to be replayed or compared.</summary>
/// <param name="Settings">What the network looked like.</param>
/// <param name="Link">What the link could do.</param>
/// <param name="Epoch">The time of the first frame, in nanoseconds since 1970 in UTC.</param>
/// <param name="Frames">In the order of the file.</param>
public sealed record Recording(NetworkSettings Settings, LinkCapabilities Link, long Epoch, IReadOnlyList<RecordedFrame> Frames)
{
    private const int NanosecondsPerTick = 100;
    private const string Application = "netkit replay";

    // A node reads its first frame at this time, so that nothing is ever before the beginning.
    private static readonly Instant Start = Instant.FromMilliseconds(3_600_000);

    /// <summary>
    /// Reads a capture file. Without NetKit's description of the network in it (another program wrote it) the usual network is assumed;
    /// without directions, what has the node's source address went out.
    /// </summary>
    public static bool TryLoad(Stream file, [NotNullWhen(true)] out Recording? recording, [NotNullWhen(false)] out string? error) =>
        TryLoad(file, null, out recording, out error);

    /// <summary>The same on the time line of another recording, to be compared with it.</summary>
    public static bool TryLoad(
        Stream file, long? timeLine, [NotNullWhen(true)] out Recording? recording, [NotNullWhen(false)] out string? error)
    {
        recording = null;
        CaptureReader reader = new(file);
        List<RecordedFrame> frames = [];
        long epoch = timeLine ?? 0;
        CaptureStatus status;
        while ((status = reader.Read(out CapturedFrame? frame)) == CaptureStatus.Frame)
        {
            if (!reader.Interfaces[frame!.Interface].IsEthernet)
            {
                error = "It holds frames of another kind than Ethernet.";
                return false;
            }

            epoch = timeLine is null && frames.Count == 0 ? frame.Nanoseconds : epoch;
            Instant at = Start + new TimeSpan((frame.Nanoseconds - epoch) / NanosecondsPerTick);
            frames.Add(new RecordedFrame(
                at, frame.Direction ?? Guess(frame.Octets), frame.Octets, FrameComment.OffloadOf(frame.Comment)));
        }

        error = status switch
        {
            CaptureStatus.Malformed => "It is no capture file (pcapng or pcap), or it is damaged.",
            CaptureStatus.Truncated => "It ends in the middle of a block: whoever wrote it was stopped.",
            _ when reader.Lost > 0 => $"{reader.Lost} frames are missing in it: they were lost when it was made.",
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        string comment = reader.Interfaces.Count > 0 ? reader.Interfaces[0].Comment : string.Empty;
        if (!NetworkDescription.TryParse(comment, out NetworkSettings settings, out LinkCapabilities link))
        {
            settings = new NetworkSettings { Mtu = 1500 };
            link = new LinkCapabilities(settings.Mtu, false, false, false);
        }

        Recording loaded = new(settings, link, epoch, frames);
        error = ReplayNode.ProblemWith(loaded);
        recording = error is null ? loaded : null;
        return error is null;
    }

    /// <summary>Writes a capture file that <see cref="TryLoad(Stream, out Recording?, out string?)"/> reads.</summary>
    public void Save(Stream file)
    {
        byte[] room = new byte[FrameCutter.LargestFrame + PcapngWriter.SmallBlock];
        file.Write(room, 0, PcapngWriter.WriteSection(room, Application));
        string description = NetworkDescription.ToText(Settings, Link);
        file.Write(room, 0, PcapngWriter.WriteInterface(room, Settings.Name, string.Empty, description));
        foreach (RecordedFrame frame in Frames)
        {
            long nanoseconds = Epoch + (frame.At - Start).Ticks * NanosecondsPerTick;
            OutgoingFrame octets = new(frame.Octets, default, default, FrameOffload.Complete);
            string comment = FrameComment.Of(frame.Direction, frame.Offload, null);
            file.Write(room, 0, PcapngWriter.WritePacket(room, 0, nanoseconds, frame.Direction, octets, comment));
        }
    }

    /// <summary>The time of the host's clock, in ticks as in <see cref="DateTime.Ticks"/>.</summary>
    internal long HostTicks(Instant now) => DateTime.UnixEpoch.Ticks + Epoch / NanosecondsPerTick + (now - Start).Ticks;

    private static FrameDirection Guess(ReadOnlySpan<byte> octets)
    {
        MacAddress node = new NodeOptions { Subnet = default, Gateway = default, Seed = 0 }.Mac;
        bool isOut = EthernetView.TryCreate(octets, out EthernetView frame) is WireError.None && frame.Source == node;
        return isOut ? FrameDirection.Out : FrameDirection.In;
    }
}
