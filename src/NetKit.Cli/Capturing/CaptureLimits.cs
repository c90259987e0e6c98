namespace NetKit.Cli.Capturing;

/// <summary>When a capture ends by itself; null: never.</summary>
internal sealed record CaptureLimits(int? Frames, int? Seconds);
