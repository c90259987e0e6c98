using System;

namespace NetKit.Fuzz;

/// <summary>Reads one input and everything that can be asked about it.</summary>
internal delegate void ReadProbe(ReadOnlySpan<byte> input);
