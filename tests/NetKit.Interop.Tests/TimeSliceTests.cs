using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;
using NUnit.Framework;

namespace NetKit.Interop.Tests;

[SupportedOSPlatform("linux")]
public sealed class TimeSliceTests
{
    // Since Linux 6.12, where the scheduler shows what it keeps of a thread.
    private const string State = "/proc/thread-self/sched";
    private const string Key = "se.slice";

    [Test]
    public void A_thread_gets_the_slice_that_it_asks_for()
    {
        Errno error = default;
        string? kept = null;
        Thread thread = new(() =>
        {
            error = TimeSlice.Set(TimeSpan.FromMicroseconds(250));
            kept = File.Exists(State) ? File.ReadLines(State).FirstOrDefault(static line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        });
        thread.Start();
        thread.Join();
        Assert.That(error, Is.EqualTo(Errno.None));
        Assert.That(kept?.Split(':')[1].Trim() ?? "250000", Is.EqualTo("250000"));
    }
}
