using System;
using System.Collections.Generic;
using NetKit.Fuzz.Corpus;

namespace NetKit.Fuzz;

/// <summary>A reader without state.</summary>
internal sealed class ReaderTarget(string name, string about, ReadProbe probe, Func<SeedFrames, IEnumerable<byte[]>> seeds, int weight = 1)
    : IFuzzTarget
{
    public string Name => name;

    public string About => about;

    public int Weight => weight;

    public IEnumerable<byte[]> Seeds(SeedFrames frames) => seeds(frames);

    public void Run(ReadOnlySpan<byte> input) => probe(input);
}
