using System;
using System.Diagnostics.CodeAnalysis;

namespace NetKit.Fuzz;

/// <summary>What must hold, said in one line each.</summary>
internal static class Oracle
{
    // No input of at most a few hundred kilobytes is a reason to ask for more: this is what "an allocation without bound" means here.
    private const long MostAllocated = 256 << 20;

    /// <summary>Runs a target on one input, with an eye on memory.</summary>
    public static void Run(IFuzzTarget target, ReadOnlySpan<byte> input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        target.Run(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Holds(allocated <= MostAllocated, $"{allocated} octets were allocated for an input of {input.Length}");
    }

    public static void Holds([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new OracleException(otherwise);
        }
    }

    public static void Same(ReadOnlySpan<byte> got, ReadOnlySpan<byte> expected, string what)
    {
        if (!got.SequenceEqual(expected))
        {
            throw new OracleException($"{what}: {Convert.ToHexString(got)} is not {Convert.ToHexString(expected)}");
        }
    }
}
