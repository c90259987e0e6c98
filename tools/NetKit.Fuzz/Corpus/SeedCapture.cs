using System.Collections.Generic;

namespace NetKit.Fuzz.Corpus;

/// <summary>One capture file.</summary>
/// <param name="Name">Without its ending.</param>
/// <param name="File">The file as it is.</param>
/// <param name="Frames">The frames in it, both directions.</param>
public sealed record SeedCapture(string Name, byte[] File, IReadOnlyList<byte[]> Frames);
