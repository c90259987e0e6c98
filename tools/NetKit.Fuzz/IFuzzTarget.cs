using System;
using System.Collections.Generic;
using NetKit.Fuzz.Corpus;

namespace NetKit.Fuzz;

/// <summary>Something that reads what strangers wrote, and what must be true of it whatever they wrote.</summary>
public interface IFuzzTarget
{
    /// <summary>As it is called on the command line.</summary>
    string Name { get; }

    /// <summary>One line: what is read, and what must hold.</summary>
    string About { get; }

    /// <summary>How long one input takes, in those of a small header.</summary>
    int Weight { get; }

    /// <summary>Honest inputs to begin with.</summary>
    IEnumerable<byte[]> Seeds(SeedFrames frames);

    /// <summary>Reads one input. Deterministic: the same input does the same thing every time.</summary>
    /// <exception cref="OracleException">Something that must hold does not. Any other exception is a finding too.</exception>
    void Run(ReadOnlySpan<byte> input);
}
