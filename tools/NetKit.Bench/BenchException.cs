using System;

namespace NetKit.Bench;

/// <summary>A measurement that could not be made; the message is a sentence for whoever reads the table.</summary>
internal sealed class BenchException(string message) : Exception(message);
