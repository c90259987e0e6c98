using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Fuzz.Corpus;

namespace NetKit.Fuzz.Campaigns;

/// <summary>A target against mutated seeds, without any knowledge of coverage: what runs in seconds, everywhere, and always the same.</summary>
internal static class Campaign
{
    private const int MostSeeds = 400;

    /// <summary>The honest seeds first, then mutations as long as it may; null when nothing was found.</summary>
    public static Finding? Run(IFuzzTarget target, SeedFrames frames, int seed, Func<long, bool> mayGoOn)
    {
        byte[][] seeds = [.. Thin([.. target.Seeds(frames)])];
        Mutator mutator = new(seeds, seed);
        long round = 0;
        foreach (byte[] honest in seeds)
        {
            if (Try(target, honest) is { } finding)
            {
                return finding;
            }
        }

        while (mayGoOn(round++))
        {
            if (Try(target, mutator.Next()) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    /// <summary>One input; null when all is well.</summary>
    public static Finding? Try(IFuzzTarget target, byte[] input)
    {
#pragma warning disable CA1031 // Whatever is thrown is what is looked for.
        try
        {
            Oracle.Run(target, input);
            return null;
        }
        catch (Exception error)
        {
            return new Finding(input, error);
        }
#pragma warning restore CA1031
    }

    // Evenly: the captures of one client would otherwise be all there is.
    private static IEnumerable<byte[]> Thin(byte[][] seeds)
    {
        int step = Math.Max(1, seeds.Length / MostSeeds);
        return seeds.Where((_, index) => index % step == 0);
    }
}
