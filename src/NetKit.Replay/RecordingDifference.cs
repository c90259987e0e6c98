using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using NetKit.Netstack.Time;
using NetKit.Replay.Frames;
using NetKit.Replay.Recordings;

namespace NetKit.Replay;

/// <summary>Compares what came out with what came out before: times and octets of every frame, in order.</summary>
public static class RecordingDifference
{
    private const int MostFields = 12;

    /// <summary>A description of the first difference, of several lines; null when there is none.</summary>
    public static string? Describe(Recording expected, Recording actual)
    {
        int both = Math.Min(expected.Frames.Count, actual.Frames.Count);
        for (int i = 0; i < both; i++)
        {
            RecordedFrame wanted = expected.Frames[i];
            RecordedFrame got = actual.Frames[i];
            if (wanted.At != got.At || wanted.Offload != got.Offload || !wanted.Octets.AsSpan().SequenceEqual(got.Octets))
            {
                return DescribeFrame(i, wanted, got, expected.Frames[0].At);
            }
        }

        if (expected.Frames.Count == actual.Frames.Count)
        {
            return null;
        }

        bool isMissing = expected.Frames.Count > both;
        RecordedFrame odd = isMissing ? expected.Frames[both] : actual.Frames[both];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"frame {both + 1} {(isMissing ? "is missing" : "was not expected")} ({expected.Frames.Count} expected, {actual.Frames.Count} came):\n")
            + $"  {Line(odd, both == 0 ? odd.At : expected.Frames[0].At)}";
    }

    private static string DescribeFrame(int index, RecordedFrame wanted, RecordedFrame got, Instant start)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"frame {index + 1} differs:\n");
        _ = text.Append("  expected ").Append(Line(wanted, start)).Append('\n');
        _ = text.Append("  got      ").Append(Line(got, start)).Append('\n');
        int shown = 0;
        foreach ((string name, string before, string after) in Differing(wanted, got))
        {
            if (shown++ == MostFields)
            {
                _ = text.Append("  and more\n");
                break;
            }

            _ = text.Append(CultureInfo.InvariantCulture, $"  {name,-28} expected {before}, got {after}\n");
        }

        return text.ToString().TrimEnd();
    }

    private static List<(string Name, string Before, string After)> Differing(RecordedFrame wanted, RecordedFrame got)
    {
        List<(string Name, string Before, string After)> differences = [];
        if (wanted.At != got.At)
        {
            differences.Add(("Time", "this", string.Create(CultureInfo.InvariantCulture, $"{(got.At - wanted.At).TotalMilliseconds:+0.####;-0.####} ms")));
        }

        if (wanted.Offload != got.Offload)
        {
            differences.Add(("Segment size of the super-frame", $"{wanted.Offload.SegmentSize}", $"{got.Offload.SegmentSize}"));
        }

        Dictionary<string, string> after = [];
        foreach (FrameField field in FrameFields.Of(got.Octets))
        {
            after[field.Name] = field.Value;
        }

        foreach (FrameField field in FrameFields.Of(wanted.Octets))
        {
            bool isThere = after.Remove(field.Name, out string? value);
            if (!isThere || value != field.Value)
            {
                differences.Add((field.Name, field.Value, value ?? "nothing"));
            }
        }

        foreach ((string name, string value) in after)
        {
            differences.Add((name, "nothing", value));
        }

        return differences;
    }

    private static string Line(RecordedFrame frame, Instant start) => string.Create(
        CultureInfo.InvariantCulture, $"{(frame.At - start).TotalSeconds:0.0000000} {FrameSummary.Of(frame.Octets)}");
}
