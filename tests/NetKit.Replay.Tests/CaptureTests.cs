using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NetKit.Netstack.Link;
using NetKit.Replay.Recordings;
using NUnit.Framework;

namespace NetKit.Replay.Tests;

/// <summary>The captures of real clients in <c>tests/captures</c>, each beside what the stack is expected to make of it.</summary>
public sealed class CaptureTests
{
    private const string Golden = ".golden.pcapng";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "captures");

    private static IEnumerable<string> Captures =>
        Directory.EnumerateFiles(Folder, "*.pcapng")
            .Select(static path => Path.GetFileName(path))
            .Where(static name => !name.EndsWith(Golden, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Captures))]
    public void A_capture_comes_out_as_its_golden(string name)
    {
        ReplayResult result = Replayer.Run(Load(name, null));
        Recording golden = Load(Path.ChangeExtension(name, null) + Golden, result.Sent.Epoch);

        Assert.That(RecordingDifference.Describe(golden, result.Sent), Is.Null);
        Assert.That(result.Counters.Deliveries + result.Counters.TotalDrops, Is.EqualTo(result.Counters.Arrivals));
    }

    [Test]
    public void The_same_capture_comes_out_the_same_twice()
    {
        Recording recording = Load(Captures.First(), null);

        Assert.That(RecordingDifference.Describe(Replayer.Run(recording).Sent, Replayer.Run(recording).Sent), Is.Null);
    }

    [Test]
    public void A_frame_that_is_missing_makes_a_difference_that_is_named()
    {
        Recording recording = Load("ping.pcapng", null);
        Recording sent = Replayer.Run(recording).Sent;
        Recording shorter = recording with { Frames = [.. recording.Frames.Where(static frame => frame.Direction == FrameDirection.In).Skip(1)] };

        Assert.That(RecordingDifference.Describe(sent, Replayer.Run(shorter).Sent), Does.StartWith("frame "));
    }

    [Test]
    public void What_is_no_capture_is_refused_in_a_sentence()
    {
        using MemoryStream file = new("no capture at all, but long enough for a header"u8.ToArray());

        Assert.That(Recording.TryLoad(file, out _, out string? error), Is.False);
        Assert.That(error, Does.EndWith("."));
    }

    /// <summary>Found by <c>tools/fuzz replay</c>.</summary>
    [TestCase("domain=netkit.internal", "domain=netkit.inter..al")]
    [TestCase("subnet=10.0.2.0/24", "subnet=fd00::/64")]
    public void A_capture_of_a_network_that_cannot_be_is_refused_in_a_sentence(string right, string wrong)
    {
        byte[] octets = File.ReadAllBytes(Path.Combine(Folder, Captures.First()));
        int at = octets.AsSpan().IndexOf(Encoding.ASCII.GetBytes(right));
        Encoding.ASCII.GetBytes(wrong.PadRight(right.Length)).CopyTo(octets.AsSpan(at));
        using MemoryStream file = new(octets);

        Assert.That(Recording.TryLoad(file, out _, out string? error), Is.False);
        Assert.That(error, Does.StartWith("The network that it describes cannot be: ").And.EndsWith("."));
    }

    private static Recording Load(string name, long? timeLine)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, name));
        Assert.That(Recording.TryLoad(file, timeLine, out Recording? recording, out string? error), Is.True, error);
        return recording!;
    }
}
