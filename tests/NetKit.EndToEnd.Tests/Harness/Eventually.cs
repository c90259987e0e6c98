using System;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>Waits for what another process will do, and no longer than it takes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(10);

    public static void True(Func<bool> condition, TimeSpan limit, Func<string> otherwise, Func<bool>? hopeless = null)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            // Whoever gave up may have done its work just before.
            bool over = watch.Elapsed > limit || hopeless?.Invoke() == true;
            if (over && !condition())
            {
                Assert.Fail($"{otherwise()}\n(waited {watch.Elapsed.TotalSeconds:F1} s)");
            }

            Thread.Sleep(PollEvery);
        }
    }

    public static void True(Func<bool> condition, TimeSpan limit, string otherwise) => True(condition, limit, () => otherwise);
}
