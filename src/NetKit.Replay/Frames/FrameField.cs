namespace NetKit.Replay.Frames;

/// <summary>A field of a frame as people read it.</summary>
/// <param name="Name">The protocol and the field's name in its RFC.</param>
/// <param name="Value">Its value.</param>
public readonly record struct FrameField(string Name, string Value);
