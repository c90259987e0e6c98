using System;

namespace NetKit.Microbenchmarks;

/// <summary>A benchmark that does not do what it says must not give a figure.</summary>
internal static class Expectation
{
    public static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
