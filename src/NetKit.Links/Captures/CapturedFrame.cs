using NetKit.Netstack.Link;

namespace NetKit.Links.Captures;

/// <summary>A frame out of a capture file.</summary>
/// <param name="Interface">The number of its interface in the file.</param>
/// <param name="Nanoseconds">Since 1970 in UTC.</param>
/// <param name="Octets">The frame as far as it was captured.</param>
/// <param name="OriginalLength">Octets that it had.</param>
/// <param name="Direction">Seen from the node; null where the file does not say.</param>
/// <param name="Comment">Empty where there is none.</param>
public sealed record CapturedFrame(
    int Interface, long Nanoseconds, byte[] Octets, int OriginalLength, FrameDirection? Direction, string Comment);
