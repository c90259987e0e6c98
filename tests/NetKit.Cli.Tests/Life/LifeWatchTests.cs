using System;
using System.Threading.Tasks;
using NetKit.Cli.Life;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Life;

/// <summary>What ends an instance from outside.</summary>
public sealed class LifeWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task The_other_end_of_the_exit_descriptor_is_closed()
    {
        Assert.That(UnixSockets.OpenPair(out Fd ours, out Fd theirs), Is.EqualTo(Errno.None));
        using (LifeWatch watch = new())
        {
            watch.AddExit(ours.Value);
            watch.Start();
            Assert.That(watch.Over.IsCompleted, Is.False);
            Files.Close(theirs);
            await watch.Over.WaitAsync(Patience);
        }

        Files.Close(ours);
    }

    [Test]
    public async Task Something_can_be_read_from_the_exit_descriptor()
    {
        Assert.That(UnixSockets.OpenPair(out Fd ours, out Fd theirs), Is.EqualTo(Errno.None));
        using (LifeWatch watch = new())
        {
            watch.AddExit(ours.Value);
            watch.Start();
            Assert.That(UnixSockets.Send(theirs, "x"u8, Fd.None), Is.EqualTo(Errno.None));
            await watch.Over.WaitAsync(Patience);
        }

        Files.Close(ours);
        Files.Close(theirs);
    }

    [Test]
    public void A_descriptor_that_nothing_can_come_from_is_refused()
    {
        using LifeWatch watch = new();
        using System.IO.FileStream file = System.IO.File.OpenRead(typeof(LifeWatchTests).Assembly.Location);
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        Assert.That(
            () => watch.AddExit(descriptor),
            Throws.TypeOf<FailureException>().With.Message.Contains("cannot be watched").And.Message.EndsWith("of a pipe or a socket."));
    }

    [Test]
    public void Whoever_waits_for_traffic_gets_a_line_and_the_end()
    {
        Assert.That(UnixSockets.OpenPair(out Fd ours, out Fd theirs), Is.EqualTo(Errno.None));
        ReadySignal.Send(theirs.Value);
        byte[] answer = new byte[8];
        int length = Files.Read(ours, answer).Count;
        Assert.That(answer[..length], Is.EqualTo("1\n"u8.ToArray()));
        Assert.That(Files.Read(ours, answer).Count, Is.Zero);
        Files.Close(ours);
    }
}
