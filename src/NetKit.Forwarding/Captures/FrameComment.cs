using System;
using System.Globalization;
using NetKit.Netstack.Link;

namespace NetKit.Forwarding.Captures;

/// <summary>
/// The comment of a captured frame: which way it went, why it went no further, and how a super-frame is to be cut, which a replay has
/// to know. E.g. <c>in; cut: tcp4/1448</c> or <c>in; dropped: bad-checksum</c>.
/// </summary>
public static class FrameComment
{
    private const string CutKey = "cut: ";

    public static string Of(FrameDirection direction, in FrameOffload offload, string? dropped)
    {
        string text = direction is FrameDirection.In ? "in" : "out";
        if (offload.Segmentation is not SegmentationKind.None)
        {
            string kind = offload.Segmentation switch
            {
                SegmentationKind.TcpV4 => "tcp4",
                SegmentationKind.TcpV6 => "tcp6",
                _ => "udp",
            };
            text = string.Create(CultureInfo.InvariantCulture, $"{text}; {CutKey}{kind}/{offload.SegmentSize}");
        }

        return dropped is null ? text : $"{text}; dropped: {dropped}";
    }

    /// <summary>What a comment says about cutting. The checksum of a frame in a file is complete.</summary>
    public static FrameOffload OffloadOf(string comment)
    {
        int at = comment.IndexOf(CutKey, StringComparison.Ordinal);
        if (at < 0)
        {
            return FrameOffload.Complete;
        }

        ReadOnlySpan<char> value = comment.AsSpan(at + CutKey.Length);
        int end = value.IndexOf(';');
        value = end < 0 ? value : value[..end];
        int slash = value.IndexOf('/');
        if (slash < 0 || !ushort.TryParse(value[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort size))
        {
            return FrameOffload.Complete;
        }

        SegmentationKind kind = value[..slash] switch
        {
            "tcp4" => SegmentationKind.TcpV4,
            "tcp6" => SegmentationKind.TcpV6,
            "udp" => SegmentationKind.Udp,
            _ => SegmentationKind.None,
        };
        return new FrameOffload { Segmentation = kind, SegmentSize = size };
    }
}
